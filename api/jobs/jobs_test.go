package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"

	"fenhu/api/jobs"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/seeds"
)

var engineer = store.Actor{UserID: "u", Name: "li"}

// bundle is a database with the seed and a queue on it.
type bundle struct {
	db *store.DB
	q  *jobs.Queue
}

// setup starts a queue with a solver; edit changes its configuration.
func setup(t *testing.T, url string, edit func(*jobs.Config)) bundle {
	t.Helper()
	db := storetest.Open(t, url, time.Now)
	document, err := seeds.Document("fen-hutuo")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.EnsureSeed(t.Context(), store.NewBasin{ID: "fen-hutuo", Document: document}); err != nil {
		t.Fatal(err)
	}
	c := jobs.Config{
		Store: db, Solver: highs.New(highs.Options{}), Now: time.Now, Log: zerolog.New(zerolog.NewTestWriter(t)).Level(zerolog.WarnLevel),
		RescueAfter: 2 * time.Second, Single: db.Kind() == store.SQLite,
	}
	if edit != nil {
		edit(&c)
	}
	q, err := jobs.New(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if c.Solver != nil {
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
			defer cancel()
			if err := q.Stop(ctx); err != nil {
				t.Errorf("stop: %v", err)
			}
		})
	}
	return bundle{db, q}
}

func (b bundle) submit(t *testing.T, request string) store.Run {
	t.Helper()
	return b.submitTo(t, "fen-hutuo", request)
}

func (b bundle) submitTo(t *testing.T, basin, request string) store.Run {
	t.Helper()
	r, err := b.q.Submit(t.Context(), engineer, store.NewRun{BasinID: basin, Request: json.RawMessage(request)})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// add stores a basin of the shared cases, which are small.
func (b bundle) add(t *testing.T, name string) {
	t.Helper()
	document, err := os.ReadFile(filepath.Join("..", "..", "testdata", "cases", name, "basin.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.db.CreateBasin(t.Context(), engineer, store.NewBasin{ID: name, Document: document}); err != nil {
		t.Fatal(err)
	}
}

// await waits until a run is as wanted.
func (b bundle) await(t *testing.T, id string, limit time.Duration, ok func(store.Run) bool) store.Run {
	t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(20 * time.Millisecond) {
		r, err := b.db.Run(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if ok(r) {
			return r
		}
		if time.Now().After(end) {
			t.Fatalf("after %s the run is %s (%s), attempts %d, progress %+v", limit, r.Status, r.Error, r.Attempts, r.Progress)
		}
	}
}

func final(r store.Run) bool { return r.Status.Final() }

func TestRunComesToItsResultAndAgainToTheSame(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, nil)
		first := b.await(t, b.submit(t, `{"p":95,"year":2025}`).ID, time.Minute, final)
		if first.Status != store.RunDone || first.Summary.P != 95 || first.Summary.Demand <= 0 || first.Solver == "" || first.Progress.Levels == 0 {
			t.Fatalf("run %+v", first)
		}
		part, err := b.db.ResultPart(t.Context(), first.ID, string(parts.Head))
		if err != nil {
			t.Fatal(err)
		}
		data, err := part.Data()
		if err != nil {
			t.Fatal(err)
		}
		var a optimize.Allocation
		if err := json.Unmarshal(data, &a); err != nil || a.Indicators.Demand != first.Summary.Demand || a.Certificate != nil {
			t.Errorf("result of demand %g, %v", a.Indicators.Demand, err)
		}
		certificate, err := b.db.ResultPart(t.Context(), first.ID, store.PartCertificate)
		if err != nil || certificate.Size == 0 {
			t.Errorf("certificate of %d bytes, %v", certificate.Size, err)
		}
		t.Logf("result %d bytes (%d compressed), certificate %d (%d)", part.Size, len(part.Gzip), certificate.Size, len(certificate.Gzip))

		// A newer version of the basin changes nothing for a run of the older one.
		document, err := seeds.Document("fen-hutuo")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.db.AddBasinVersion(t.Context(), engineer, 0, store.NewBasin{ID: "fen-hutuo", Document: append(document, "# changed\n"...)}); err != nil {
			t.Fatal(err)
		}
		again, err := b.q.Rerun(t.Context(), engineer, first.ID)
		if err != nil {
			t.Fatal(err)
		}
		second := b.await(t, again.ID, time.Minute, final)
		if second.ResultHash != first.ResultHash || second.ResultHash == "" || second.BasinVersion != 1 || second.RerunOf != first.ID {
			t.Errorf("hash %s of version %d, want %s of version 1", second.ResultHash, second.BasinVersion, first.ResultHash)
		}
	})
}

func TestFaultsAndInfeasibilityEndARunWithoutRetry(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, nil)
		b.add(t, "infeasible-outflow")
		for name, c := range map[string]struct {
			basin   string
			request string
			want    store.RunStatus
			holds   string
			faults  bool
		}{
			"faults":     {"fen-hutuo", `{"p":195,"on":["nowhere"]}`, store.RunFailed, "nowhere", true},
			"shape":      {"fen-hutuo", `{"p":"dry"}`, store.RunFailed, "request: ", false},
			"infeasible": {"infeasible-outflow", `{}`, store.RunInfeasible, "", false},
		} {
			r := b.await(t, b.submitTo(t, c.basin, c.request).ID, time.Minute, final)
			if r.Status != c.want || !strings.Contains(r.Error, c.holds) || r.Error == "" || len(r.Faults) > 0 != c.faults || r.Attempts != 1 {
				t.Errorf("%s: %s after %d attempts: %q, faults %s", name, r.Status, r.Attempts, r.Error, r.Faults)
			}
			if _, err := b.db.ResultPart(t.Context(), r.ID, string(parts.Head)); (err == nil) != (c.want == store.RunInfeasible) {
				t.Errorf("%s: result: %v", name, err)
			}
		}
	})
}

// poison panics when it is asked for anything.
type poison struct{ optimize.Solver }

func (poison) Open(*optimize.Problem) (optimize.Session, error) { panic("poison") }

// vague says that it found the optimum, of figures that are none.
type vague struct{ optimize.Solver }

func (v vague) Open(p *optimize.Problem) (optimize.Session, error) {
	s, err := v.Solver.Open(p)
	return vagueSession{s}, err
}

type vagueSession struct{ optimize.Session }

func (v vagueSession) Solve(ctx context.Context, s *optimize.Solution) error {
	err := v.Session.Solve(ctx, s)
	s.Objective = math.NaN()
	for _, x := range [][]float64{s.X, s.ColDual, s.RowActivity, s.RowDual} {
		for i := range x {
			x[i] = math.NaN()
		}
	}
	return err
}

func TestPoisonFailsWithItsReasonAndBlocksNobody(t *testing.T) {
	t.Parallel()
	sound := highs.New(highs.Options{})
	for name, c := range map[string]struct {
		solver optimize.Solver
		holds  string
	}{
		"panic": {poison{sound}, "poison"},
		"NaN":   {vague{sound}, "the solver called"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Each(t, func(t *testing.T, url string) {
				b := setup(t, url, func(config *jobs.Config) {
					config.Solver = c.solver
					config.Workers = 1
					config.Log = zerolog.Nop()
				})
				var runs []store.Run
				for range 3 {
					runs = append(runs, b.submit(t, `{"p":95}`))
				}
				for _, r := range runs {
					if r = b.await(t, r.ID, time.Minute, final); r.Status != store.RunFailed || !strings.Contains(r.Error, c.holds) || r.Attempts != 1 {
						t.Errorf("%s after %d attempts: %s", r.Status, r.Attempts, r.Error)
					}
				}
			})
		})
	}
}

func TestCancellingReachesTheSolver(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, nil)
		for name, cancel := range map[string]func(context.Context, store.Actor, string) (store.Run, error){"here": b.q.Cancel, "elsewhere": b.db.CancelRun} {
			r := b.submit(t, long)
			b.await(t, r.ID, 2*time.Minute, func(r store.Run) bool { return r.Progress.Levels > 0 || final(r) })
			begin := time.Now()
			if _, err := cancel(t.Context(), engineer, r.ID); err != nil {
				t.Fatal(err)
			}
			r = b.await(t, r.ID, 20*time.Second, final)
			took := time.Since(begin)
			t.Logf("%s: %s after %s, at %+v", name, r.Status, took.Round(time.Millisecond), r.Progress)
			if r.Status != store.RunCancelled || r.Error != "cancelled by li" || took > 10*time.Second {
				t.Errorf("%s: %s (%s) after %s", name, r.Status, r.Error, took)
			}
		}
	})
}

func TestTimeLimitEndsARun(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, func(c *jobs.Config) { c.RunTimeout = 300 * time.Millisecond })
		if r := b.await(t, b.submit(t, long).ID, time.Minute, final); r.Status != store.RunFailed || !strings.Contains(r.Error, "time limit of 300ms") {
			t.Errorf("%s: %s", r.Status, r.Error)
		}
	})
}

func TestStoppingPutsTheRunBack(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, nil)
		r := b.submit(t, long)
		b.await(t, r.ID, time.Minute, func(r store.Run) bool { return r.Status == store.RunRunning })
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := b.q.Stop(ctx); err != nil {
			t.Fatal(err)
		}
		if r, err := b.db.Run(t.Context(), r.ID); err != nil || r.Status != store.RunQueued || r.Attempts != 0 {
			t.Errorf("%s after %d attempts, %v", r.Status, r.Attempts, err)
		}
		q, err := jobs.New(t.Context(), jobs.Config{Store: b.db, Solver: highs.New(highs.Options{}), Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		b.await(t, r.ID, time.Minute, func(r store.Run) bool { return r.Status == store.RunRunning })
		if _, err := q.Cancel(t.Context(), engineer, r.ID); err != nil {
			t.Error(err)
		}
		b.await(t, r.ID, time.Minute, final)
		if err := q.Stop(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

func TestOldRunsAreDeletedAtTheStart(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, func(c *jobs.Config) { c.Solver = nil })
		r := b.submit(t, `{}`)
		if _, err := b.q.Cancel(t.Context(), engineer, r.ID); err != nil {
			t.Fatal(err)
		}
		setup(t, url, func(c *jobs.Config) { c.Retention = time.Nanosecond })
		for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
			if _, err := b.db.Run(t.Context(), r.ID); errors.Is(err, store.ErrNotFound) {
				break
			}
			if time.Now().After(end) {
				t.Fatal("the run is still there")
			}
		}
	})
}

func TestManySubmitWhileManyRead(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		b := setup(t, url, nil)
		b.add(t, "al-01-priority")
		first := b.await(t, b.submitTo(t, "al-01-priority", `{}`).ID, time.Minute, final)
		var (
			wg  sync.WaitGroup
			mu  sync.Mutex
			ids []string
		)
		begin := time.Now()
		for range 50 {
			wg.Go(func() {
				r, err := b.q.Submit(t.Context(), engineer, store.NewRun{BasinID: "al-01-priority", Request: json.RawMessage(`{}`)})
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				defer mu.Unlock()
				ids = append(ids, r.ID)
			})
		}
		for range 200 {
			wg.Go(func() {
				if _, err := b.db.ResultPart(t.Context(), first.ID, string(parts.Head)); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		submitted := time.Since(begin)
		for _, id := range ids {
			if r := b.await(t, id, 3*time.Minute, final); r.ResultHash != first.ResultHash {
				t.Errorf("%s %s: hash %s, want %s", id, r.Status, r.ResultHash, first.ResultHash)
			}
		}
		t.Logf("50 submitted and 200 read in %s, made in %s", submitted.Round(time.Millisecond), time.Since(begin).Round(time.Millisecond))
	})
}
