package store_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"fenhu/api/store"
)

// Lists and Access hide what belongs to a project from those who are not in it.
func TestAProjectHidesItsBasins(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		p := must[store.Project](t)(db.CreateProject(ctx, engineer, store.Project{NameZH: "项目"}))
		in := basin("in", "x")
		in.ProjectID = p.ID
		must[store.BasinVersion](t)(db.CreateBasin(ctx, engineer, in))
		lost := basin("lost", "x")
		lost.ProjectID = "nothing"
		if _, err := db.CreateBasin(ctx, engineer, lost); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a basin of a project that does not exist: %v", err)
		}
		open := submit(t, db, store.NewRun{})
		run := submit(t, db, store.NewRun{BasinID: "in"})
		scenario := must[store.Scenario](t)(db.CreateScenario(ctx, engineer, store.Scenario{BasinID: "in", NameZH: "x", Changes: []byte("{}")}))
		u := must[store.User](t)(db.CreateUser(ctx, engineer, store.User{Login: "li", Role: store.RoleEngineer}))
		see := func(s store.Sight, all bool, role store.Role) {
			t.Helper()
			want := []string{run.ID, open.ID}
			if !all {
				want = want[1:]
			}
			var got []string
			for _, r := range must[store.List[store.Run]](t)(db.Runs(ctx, store.RunFilter{Sight: s})).Items {
				got = append(got, r.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("runs %v, want %v", got, want)
			}
			basins := must[store.List[store.Basin]](t)(db.Basins(ctx, store.BasinFilter{Sight: s})).Items
			scenarios := must[store.List[store.Scenario]](t)(db.Scenarios(ctx, store.ScenarioFilter{Sight: s})).Items
			projects := must[store.List[store.Project]](t)(db.Projects(ctx, s, store.Page{})).Items
			if all != (len(basins) == 2) || all != (len(scenarios) == 1) || all != (len(projects) == 1) {
				t.Errorf("%d basins, %d scenarios, %d projects", len(basins), len(scenarios), len(projects))
			}
			for object, id := range map[store.Object]string{store.ObjectBasin: "in", store.ObjectScenario: scenario.ID, store.ObjectRun: run.ID} {
				if got, err := db.Access(ctx, s, object, id); got != role || (err == nil) != all || err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Errorf("access to %s: %q, %v", object, got, err)
				}
			}
			if got, err := db.Access(ctx, s, store.ObjectRun, open.ID); err != nil || got != store.RoleAdmin {
				t.Errorf("access to a run of no project: %q, %v", got, err)
			}
		}
		see(store.Sight{}, false, "")
		see(store.SeenBy(u.ID), false, "")
		see(store.SeeAll(), true, store.RoleAdmin)
		for range 2 { // the second time is no change
			if err := db.SetMember(ctx, engineer, p.ID, u.ID, store.RoleViewer); err != nil {
				t.Fatal(err)
			}
		}
		see(store.SeenBy(u.ID), true, store.RoleViewer)
		if err := db.SetMember(ctx, engineer, p.ID, u.ID, store.RoleAdmin); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("an admin of a project: %v", err)
		}
		if err := db.SetMember(ctx, engineer, p.ID, "nobody", store.RoleViewer); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("nobody as a member: %v", err)
		}
		if err := db.DeleteProject(ctx, engineer, p.ID); !errors.Is(err, store.ErrConflict) {
			t.Errorf("deleting a project with a basin: %v", err)
		}
		if b := must[store.Basin](t)(db.SetBasinProject(ctx, engineer, "in", "")); b.ProjectID != "" {
			t.Errorf("basin %+v", b)
		}
		if err := db.DeleteProject(ctx, engineer, p.ID); err != nil {
			t.Error(err)
		}
		var done []store.Action
		for _, e := range must[store.List[store.Entry]](t)(db.Audit(ctx, store.AuditFilter{Object: "project", ObjectID: p.ID})).Items {
			done = append(done, e.Action)
		}
		if !slices.Equal(done, []store.Action{store.ActionDelete, store.ActionUpdate, store.ActionCreate}) {
			t.Errorf("audit %v", done)
		}
	})
}

// A set-up token makes one user, once, before it expires.
func TestASetupTokenMakesTheFirstUser(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, now := t.Context(), new(clock).now()
		for hash, life := range map[string]time.Duration{"old": -time.Hour, "first": 24 * time.Hour, "second": 24 * time.Hour} {
			if err := db.AddSetupToken(ctx, hash, now.Add(life)); err != nil {
				t.Fatal(err)
			}
		}
		admin := store.User{Login: "wang", Role: store.RoleAdmin}
		for _, hash := range []string{"", "old", "guess"} {
			if err := db.CheckSetupToken(ctx, hash); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("token %q: %v", hash, err)
			}
			if _, err := db.SetUp(ctx, engineer, hash, admin); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("set-up by %q: %v", hash, err)
			}
		}
		must[store.User](t)(db.SetUp(ctx, engineer, "first", admin))
		for _, hash := range []string{"first", "second"} {
			if _, err := db.SetUp(ctx, engineer, hash, store.User{Login: "li", Role: store.RoleAdmin}); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("set-up by %q with a user there: %v", hash, err)
			}
		}
	})
}
