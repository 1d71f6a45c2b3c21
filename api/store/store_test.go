package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

// clock is a clock that goes on by a second each time it is read.
type clock struct{ ticks atomic.Int64 }

func (c *clock) now() time.Time {
	return time.Date(2026, 3, 1, 0, 0, 0, 123456789, time.UTC).Add(time.Duration(c.ticks.Add(1)) * time.Second)
}

var engineer = store.Actor{UserID: "u1", Name: "li", Request: "req-1", Address: "127.0.0.1"}

// each runs a test on both databases, with basin b at version 1.
func each(t *testing.T, test func(t *testing.T, db *store.DB)) {
	t.Helper()
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		db := storetest.Open(t, url, new(clock).now)
		if _, err := db.CreateBasin(t.Context(), engineer, basin("b", "v1")); err != nil {
			t.Fatal(err)
		}
		test(t, db)
	})
}

func basin(id, document string) store.NewBasin {
	return store.NewBasin{ID: id, NameZH: "流域", NameEN: "Basin", Document: []byte(document)}
}

func nothing(context.Context, *sql.Tx, store.Run) error { return nil }

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func submit(t *testing.T, db *store.DB, n store.NewRun) store.Run {
	t.Helper()
	if n.BasinID == "" {
		n.BasinID = "b"
	}
	if n.Request == nil {
		n.Request = json.RawMessage(`{"p":95}`)
	}
	return must[store.Run](t)(db.SubmitRun(t.Context(), engineer, n, nothing))
}

func TestBasinVersionsAreKeptByteForByte(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		v := must[store.BasinVersion](t)(db.AddBasinVersion(t.Context(), engineer, 1, basin("b", "v2")))
		if v.Version != 2 {
			t.Fatalf("version %d, want 2", v.Version)
		}
		for version, want := range map[int]string{1: "v1", 2: "v2", 0: "v2"} {
			got, _, err := db.BasinDocument(t.Context(), "b", version)
			if err != nil || string(got) != want {
				t.Errorf("version %d: %q, %v, want %q", version, got, err, want)
			}
		}
		if _, err := db.AddBasinVersion(t.Context(), engineer, 1, basin("b", "v3")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a change of an old version: %v, want a conflict", err)
		}
		if again := must[store.BasinVersion](t)(db.AddBasinVersion(t.Context(), engineer, 2, basin("b", "v2"))); again.Version != 2 {
			t.Errorf("an equal document made version %d", again.Version)
		}
		if _, err := db.CreateBasin(t.Context(), engineer, basin("b", "x")); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a second basin of the same id: %v, want a conflict", err)
		}
		if _, _, err := db.BasinDocument(t.Context(), "b", 9); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an absent version: %v, want not found", err)
		}
		b := must[store.Basin](t)(db.Basin(t.Context(), "b"))
		if b.Version != 2 || b.Hash != v.Hash || !b.Updated.Equal(v.Created) || b.Updated.Location() != time.UTC || b.Updated.Nanosecond() != 123456000 {
			t.Errorf("basin %+v", b)
		}
		list := must[store.List[store.BasinVersion]](t)(db.BasinVersions(t.Context(), "b", store.Page{Limit: 1}))
		if len(list.Items) != 1 || list.Items[0].Version != 2 || list.Next != "2" {
			t.Errorf("first page %+v", list)
		}
		list = must[store.List[store.BasinVersion]](t)(db.BasinVersions(t.Context(), "b", store.Page{Limit: 1, Cursor: list.Next}))
		if len(list.Items) != 1 || list.Items[0].Version != 1 || list.Next != "" {
			t.Errorf("second page %+v", list)
		}
	})
}

func TestSeedFollowsTheProgramUntilSomebodyChangesIt(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		for i, step := range []struct {
			document string
			by       *store.Actor
			want     bool
		}{{"s1", nil, true}, {"s1", nil, false}, {"s2", nil, true}, {"mine", &engineer, true}, {"s3", nil, false}} {
			if step.by != nil {
				must[store.BasinVersion](t)(db.AddBasinVersion(t.Context(), *step.by, 0, basin("seed", step.document)))
				continue
			}
			if got := must[bool](t)(db.EnsureSeed(t.Context(), basin("seed", step.document))); got != step.want {
				t.Errorf("step %d: changed %v, want %v", i, got, step.want)
			}
		}
		got, _, err := db.BasinDocument(t.Context(), "seed", 0)
		if err != nil || string(got) != "mine" {
			t.Errorf("document %q, %v", got, err)
		}
	})
}

func TestScenariosAreATree(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, one := t.Context(), must[store.Scenario](t)
		root := one(db.CreateScenario(ctx, engineer, store.Scenario{BasinID: "b", NameEN: "root", Changes: []byte("a")}))
		child := one(db.CreateScenario(ctx, engineer, store.Scenario{BasinID: "b", ParentID: root.ID, NameEN: "child", Changes: []byte("b")}))
		leaf := one(db.CreateScenario(ctx, engineer, store.Scenario{BasinID: "b", ParentID: child.ID, NameEN: "leaf"}))
		line := must[[]store.Scenario](t)(db.Lineage(ctx, leaf.ID))
		if diff := cmp.Diff([]store.Scenario{root, child, leaf}, line, cmp.Comparer(func(a, b []byte) bool { return string(a) == string(b) })); diff != "" {
			t.Error(diff)
		}
		round := root
		round.ParentID = leaf.ID
		if _, err := db.UpdateScenario(ctx, engineer, round); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a circle: %v, want a conflict", err)
		}
		self := root
		self.ParentID = root.ID
		if _, err := db.UpdateScenario(ctx, engineer, self); !errors.Is(err, store.ErrConflict) {
			t.Errorf("its own parent: %v, want a conflict", err)
		}
		if err := db.DeleteScenario(ctx, engineer, child.ID); !errors.Is(err, store.ErrConflict) {
			t.Errorf("deleting a parent: %v, want a conflict", err)
		}
		leaf.Changes = []byte("c")
		if got := one(db.UpdateScenario(ctx, engineer, leaf)); got.Version != 2 {
			t.Errorf("version %d, want 2", got.Version)
		}
		if _, err := db.UpdateScenario(ctx, engineer, leaf); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a change of an old version: %v, want a conflict", err)
		}
		must[store.BasinVersion](t)(db.CreateBasin(ctx, engineer, basin("other", "x")))
		if _, err := db.CreateScenario(ctx, engineer, store.Scenario{BasinID: "other", ParentID: root.ID}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("a parent of another basin: %v, want invalid", err)
		}
		if err := db.DeleteScenario(ctx, engineer, leaf.ID); err != nil {
			t.Error(err)
		}
		if list := must[store.List[store.Scenario]](t)(db.Scenarios(ctx, store.ScenarioFilter{BasinID: "b"})); len(list.Items) != 2 {
			t.Errorf("%d scenarios left, want 2", len(list.Items))
		}
		trail := must[store.List[store.Entry]](t)(db.Audit(ctx, store.AuditFilter{Object: "scenario", ObjectID: leaf.ID}))
		var actions []string
		for _, e := range trail.Items {
			actions = append(actions, string(e.Action))
		}
		if got, want := strings.Join(actions, " "), "delete update create"; got != want {
			t.Errorf("audit trail %q, want %q", got, want)
		}
		if got := string(trail.Items[1].To); !strings.Contains(got, `"changes":"c"`) || trail.Items[1].Actor != engineer {
			t.Errorf("audit entry %s by %+v", got, trail.Items[1].Actor)
		}
	})
}

func TestRunIsSubmittedWhollyOrNotAtAll(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		boom := errors.New("boom")
		_, err := db.SubmitRun(t.Context(), engineer, store.NewRun{BasinID: "b", Request: json.RawMessage(`{}`)}, func(context.Context, *sql.Tx, store.Run) error { return boom })
		if !errors.Is(err, boom) {
			t.Fatalf("error %v, want boom", err)
		}
		if list := must[store.List[store.Run]](t)(db.Runs(t.Context(), store.RunFilter{})); len(list.Items) != 0 {
			t.Errorf("%d runs, want none", len(list.Items))
		}
		if trail := must[store.List[store.Entry]](t)(db.Audit(t.Context(), store.AuditFilter{Object: "run"})); len(trail.Items) != 0 {
			t.Errorf("%d entries, want none", len(trail.Items))
		}
		if _, err := db.SubmitRun(t.Context(), engineer, store.NewRun{BasinID: "nowhere", Request: json.RawMessage(`{}`)}, nothing); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an absent basin: %v, want not found", err)
		}
		first := submit(t, db, store.NewRun{Key: "k"})
		if again := submit(t, db, store.NewRun{Key: "k"}); again.ID != first.ID {
			t.Error("a repeated submission made another run")
		}
		if got := must[store.Run](t)(db.Run(t.Context(), first.ID)); !cmp.Equal(got, first) {
			t.Error(cmp.Diff(first, got))
		}
	})
}

func TestRunsAreListedByFilterAndPage(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		var ids []string
		for i := range 7 {
			ids = append(ids, submit(t, db, store.NewRun{Title: fmt.Sprintf("Dry_%d%%", i), Pinned: i == 3}).ID)
		}
		must[store.Run](t)(db.CancelRun(t.Context(), engineer, ids[5]))
		var got []string
		f := store.RunFilter{Page: store.Page{Limit: 3}}
		for {
			list := must[store.List[store.Run]](t)(db.Runs(t.Context(), f))
			for _, r := range list.Items {
				got = append([]string{r.ID}, got...)
			}
			if f.Cursor = list.Next; f.Cursor == "" {
				break
			}
		}
		if diff := cmp.Diff(ids, got); diff != "" {
			t.Error(diff)
		}
		yes := true
		for name, c := range map[string]struct {
			f    store.RunFilter
			want int
		}{
			"status":   {store.RunFilter{Status: []store.RunStatus{store.RunCancelled, store.RunDone}}, 1},
			"title":    {store.RunFilter{Title: "dry_3%"}, 1},
			"wildcard": {store.RunFilter{Title: "d%y"}, 0},
			"pinned":   {store.RunFilter{Pinned: &yes}, 1},
			"basin":    {store.RunFilter{BasinID: "x"}, 0},
			"since":    {store.RunFilter{Since: must[store.Run](t)(db.Run(t.Context(), ids[2])).Created}, 5},
			"before":   {store.RunFilter{Before: must[store.Run](t)(db.Run(t.Context(), ids[2])).Created}, 2},
		} {
			if list := must[store.List[store.Run]](t)(db.Runs(t.Context(), c.f)); len(list.Items) != c.want {
				t.Errorf("%s: %d runs, want %d", name, len(list.Items), c.want)
			}
		}
		count := must[map[store.RunStatus]int](t)(db.CountRuns(t.Context()))
		if diff := cmp.Diff(map[store.RunStatus]int{store.RunQueued: 6, store.RunCancelled: 1}, count); diff != "" {
			t.Error(diff)
		}
	})
}

func TestRunIsFinishedOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, r := t.Context(), submit(t, db, store.NewRun{})
		past := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		w := must[store.Work](t)(db.TakeRun(ctx, r.ID, past))
		if string(w.Document) != "v1" || w.Run.Attempts != 1 || w.Run.Status != store.RunRunning {
			t.Fatalf("work %+v", w)
		}
		if _, err := db.TakeRun(ctx, r.ID, past); !errors.Is(err, store.ErrConflict) {
			t.Errorf("taking a run whose worker lives: %v, want a conflict", err)
		}
		second := must[store.Work](t)(db.TakeRun(ctx, r.ID, past.AddDate(100, 0, 0)))
		if _, err := db.ReportRun(ctx, r.ID, w.Claim, store.Progress{}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("report of the worker that lost the run: %v, want a conflict", err)
		}
		o := store.Outcome{Status: store.RunDone, ResultHash: "h", Solver: "s", Summary: store.Summary{Year: 2025, P: 95, Demand: 1.5}, Progress: store.Progress{Done: 1, Levels: 2}, Parts: map[string][]byte{store.PartResult: []byte("one")}}
		if must[bool](t)(db.FinishRun(ctx, r.ID, w.Claim, o)) {
			t.Error("the worker that lost the run finished it")
		}
		if cancel := must[bool](t)(db.ReportRun(ctx, r.ID, second.Claim, store.Progress{Level: "l", Done: 1, Levels: 2})); cancel {
			t.Error("nobody cancelled")
		}
		if !must[bool](t)(db.FinishRun(ctx, r.ID, second.Claim, o)) {
			t.Error("the run was not finished")
		}
		o.Parts = map[string][]byte{store.PartResult: []byte("two")}
		for _, claim := range []string{second.Claim, w.Claim, ""} {
			if must[bool](t)(db.FinishRun(ctx, r.ID, claim, o)) {
				t.Error("the run was finished twice")
			}
		}
		part := must[store.Part](t)(db.ResultPart(ctx, r.ID, store.PartResult))
		if data, err := part.Data(); err != nil || string(data) != "one" {
			t.Errorf("result %q, %v", data, err)
		}
		if _, err := db.ResultPart(ctx, r.ID, store.PartCertificate); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an absent part: %v, want not found", err)
		}
		if got := must[store.Run](t)(db.Run(ctx, r.ID)); got.Status != store.RunDone || got.Summary != o.Summary || got.Attempts != 2 || got.Progress.Done != 1 {
			t.Errorf("run %+v", got)
		}
		if _, err := db.CancelRun(ctx, engineer, r.ID); !errors.Is(err, store.ErrConflict) {
			t.Errorf("cancelling a finished run: %v, want a conflict", err)
		}
		if _, err := db.TakeRun(ctx, r.ID, past); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("taking a finished run: %v, want not found", err)
		}
		if n := must[int](t)(db.DeleteOldRuns(ctx, store.Actor{}, past.AddDate(100, 0, 0), 10)); n != 1 {
			t.Errorf("%d old runs deleted, want 1", n)
		}
		if _, err := db.ResultPart(ctx, r.ID, store.PartResult); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the result of a deleted run: %v, want not found", err)
		}
	})
}

func TestQueuedRunsAndBasinsInUseAreNotDeleted(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		r := submit(t, db, store.NewRun{})
		if err := db.DeleteRun(t.Context(), engineer, r.ID); !errors.Is(err, store.ErrConflict) {
			t.Errorf("deleting a queued run: %v, want a conflict", err)
		}
		if err := db.DeleteBasin(t.Context(), engineer, "b"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("deleting a basin with runs: %v, want a conflict", err)
		}
		must[store.Run](t)(db.CancelRun(t.Context(), engineer, r.ID))
		must[store.Run](t)(db.SetRun(t.Context(), engineer, r.ID, "kept", true))
		if n := must[int](t)(db.DeleteOldRuns(t.Context(), store.Actor{}, time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), 10)); n != 0 {
			t.Errorf("%d pinned runs deleted", n)
		}
		if err := db.DeleteRun(t.Context(), engineer, r.ID); err != nil {
			t.Error(err)
		}
		if err := db.DeleteBasin(t.Context(), engineer, "b"); err != nil {
			t.Error(err)
		}
	})
}

func TestUsersSessionsAndKeys(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		admin := must[store.User](t)(db.CreateFirstUser(ctx, store.Actor{}, store.User{Login: "Admin", Role: store.RoleAdmin, Password: "secret-hash"}))
		if _, err := db.CreateFirstUser(ctx, store.Actor{}, store.User{Login: "b", Role: store.RoleAdmin}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a second first user: %v, want a conflict", err)
		}
		if _, err := db.CreateUser(ctx, engineer, store.User{Login: "ADMIN", Role: store.RoleViewer}); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a taken login: %v, want a conflict", err)
		}
		if got := must[store.User](t)(db.UserByLogin(ctx, "admin")); !cmp.Equal(got, admin) {
			t.Error(cmp.Diff(admin, got))
		}
		demoted := admin
		demoted.Role = store.RoleViewer
		if _, err := db.UpdateUser(ctx, engineer, demoted); !errors.Is(err, store.ErrConflict) {
			t.Errorf("demoting the last admin: %v, want a conflict", err)
		}
		u := must[store.User](t)(db.CreateUser(ctx, engineer, store.User{Login: "v", Role: store.RoleViewer}))
		soon, gone := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
		must[store.Session](t)(db.CreateSession(ctx, engineer, store.Session{TokenHash: "t", UserID: u.ID, Expires: soon}))
		must[store.Session](t)(db.CreateSession(ctx, engineer, store.Session{TokenHash: "old", UserID: u.ID, Expires: gone}))
		if _, got, err := db.Session(ctx, "t"); err != nil || got.Login != "v" {
			t.Errorf("session of %q, %v", got.Login, err)
		}
		if _, _, err := db.Session(ctx, "old"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("an expired session: %v, want not found", err)
		}
		if n := must[int](t)(db.DeleteExpiredSessions(ctx)); n != 1 {
			t.Errorf("%d expired sessions deleted, want 1", n)
		}
		k := must[store.APIKey](t)(db.CreateAPIKey(ctx, engineer, store.APIKey{UserID: u.ID, Name: "k", Hash: "kh", Scopes: []string{"runs:read", "runs:write"}}))
		got, owner, err := db.APIKeyByHash(ctx, "kh")
		if err != nil || owner.ID != u.ID || !cmp.Equal(got, k) {
			t.Errorf("key of %q, %v: %s", owner.ID, err, cmp.Diff(k, got))
		}
		must[store.APIKey](t)(db.CreateAPIKey(ctx, engineer, store.APIKey{UserID: u.ID, Name: "e", Hash: "eh", Expires: gone}))
		must[store.APIKey](t)(db.RevokeAPIKey(ctx, engineer, k.ID))
		for _, hash := range []string{"kh", "eh", "nh"} {
			if _, _, err := db.APIKeyByHash(ctx, hash); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("key %s: %v, want not found", hash, err)
			}
		}
		u.Disabled = true
		must[store.User](t)(db.UpdateUser(ctx, engineer, u))
		if _, _, err := db.Session(ctx, "t"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a session of a disabled user: %v, want not found", err)
		}
		trail := must[store.List[store.Entry]](t)(db.Audit(ctx, store.AuditFilter{}))
		for _, e := range trail.Items {
			for _, secret := range []string{"secret-hash", `"kh"`, `"eh"`} {
				if strings.Contains(string(e.From)+string(e.To), secret) {
					t.Errorf("the audit trail holds %s: %s", secret, e.To)
				}
			}
		}
	})
}

func TestManySubmitAndReadAtOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		r := submit(t, db, store.NewRun{})
		var wg sync.WaitGroup
		for i := range 250 {
			wg.Go(func() {
				var err error
				if i%5 == 0 {
					_, err = db.SubmitRun(t.Context(), engineer, store.NewRun{BasinID: "b", Request: json.RawMessage(`{}`)}, nothing)
				} else {
					_, err = db.Run(t.Context(), r.ID)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := must[map[store.RunStatus]int](t)(db.CountRuns(t.Context()))[store.RunQueued]; n != 51 {
			t.Errorf("%d runs, want 51", n)
		}
	})
}

func TestOpeningAgainKeepsEverything(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		now := new(clock).now
		var schema int64
		for i := range 2 {
			db := must[*store.DB](t)(store.Open(t.Context(), url, now))
			if changed := must[bool](t)(db.EnsureSeed(t.Context(), basin("b", "x"))); changed != (i == 0) {
				t.Errorf("opened %d times: changed %v", i+1, changed)
			}
			v := must[int64](t)(db.SchemaVersion(t.Context()))
			if v < 1 || i > 0 && v != schema {
				t.Errorf("schema version %d, at first %d", v, schema)
			}
			schema = v
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestBackupIsAWholeDatabase(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	db := storetest.Open(t, "sqlite:"+filepath.Join(dir, "a dir", "a?b#c%d.db"), new(clock).now)
	must[store.BasinVersion](t)(db.CreateBasin(t.Context(), engineer, basin("b", "x")))
	copied := filepath.Join(dir, "copy.db")
	if err := db.Backup(t.Context(), copied); err != nil {
		t.Fatal(err)
	}
	if err := db.Backup(t.Context(), copied); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a second backup to the same file: %v, want a conflict", err)
	}
	restored := storetest.Open(t, "sqlite:"+copied, new(clock).now)
	if got, _, err := restored.BasinDocument(t.Context(), "b", 0); err != nil || string(got) != "x" {
		t.Errorf("document %q, %v", got, err)
	}
}

func TestURLsOfNoDatabaseAreRefused(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"", "sqlite:", "mysql://x", "fenhu.db"} {
		if _, err := store.Open(t.Context(), url, time.Now); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("%q: %v, want invalid", url, err)
		}
	}
}
