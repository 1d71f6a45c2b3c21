package jobs_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fenhu/api/jobs"
	"fenhu/api/schedule"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
	"fenhu/network"
)

// clock is a clock that the test moves.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = t
}

// planSmall makes one run of a small basin, named by its tick.
func planSmall(_ context.Context, s store.Schedule, tick time.Time) ([]store.NewRun, error) {
	return []store.NewRun{{BasinID: s.BasinID, Request: json.RawMessage(`{}`), Title: tick.UTC().Format(time.RFC3339)}}, nil
}

// morning is 8 o'clock of a day of June 2025 in Shanxi.
func morning(day int) time.Time { return time.Date(2025, 6, day, 0, 0, 0, 0, time.UTC) }

// timed is a queue without workers on a clock of the test.
func timed(t *testing.T, url string, c *clock, plan jobs.Plan) bundle {
	t.Helper()
	db := storetest.Open(t, url, c.now)
	if _, err := db.Basin(t.Context(), "al-01-priority"); err != nil {
		bundle{db: db}.add(t, "al-01-priority")
	}
	q, err := jobs.New(t.Context(), jobs.Config{Store: db, Now: c.now, Plan: plan})
	if err != nil {
		t.Fatal(err)
	}
	return bundle{db, q}
}

func (b bundle) schedule(t *testing.T, cron, policy string, most int, next time.Time) store.Schedule {
	t.Helper()
	s, err := b.db.CreateSchedule(t.Context(), engineer, store.Schedule{
		BasinID: "al-01-priority", NameZH: "每日", Cron: cron, Zone: schedule.DefaultZone, CatchUp: policy, CatchUpMost: most, Next: next, Spec: json.RawMessage(`{}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (b bundle) beat(t *testing.T) {
	t.Helper()
	if err := b.q.Beat(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// history are the firings of a schedule, the oldest first, in short.
func (b bundle) history(t *testing.T, id string) []string {
	t.Helper()
	l, err := b.db.Firings(t.Context(), id, store.Page{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range slices.Backward(l.Items) {
		text := fmt.Sprintf("%s %s %d", f.Tick.Format("02T15:04"), f.Kind, len(f.Runs))
		if f.Missed > 0 {
			text = fmt.Sprintf("%s %s %d", f.Tick.Format("02T15:04"), f.Kind, f.Missed)
		}
		for _, id := range f.Runs {
			if r, err := b.db.Run(t.Context(), id); err != nil || !f.Tick.IsZero() && r.Title != f.Tick.Format(time.RFC3339) {
				t.Errorf("run %s of tick %s: %v", r.Title, f.Tick, err)
			}
		}
		out = append(out, text)
	}
	return out
}

func want(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("history\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestTicksOfThreeDaysWithoutAServer(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		c := &clock{at: morning(1).Add(time.Minute)}
		b := timed(t, url, c, planSmall)
		ids := map[string]string{}
		for _, policy := range []string{"skip", "once", "all"} {
			ids[policy] = b.schedule(t, "0 8 * * *", policy, 10, morning(1)).ID
		}
		b.beat(t)
		b.beat(t) // a tick that was decided on is not decided on again
		c.set(morning(4).Add(3 * time.Hour))
		// A server that was just started knows nothing but the database.
		b = timed(t, url, c, planSmall)
		b.beat(t)
		b.beat(t)
		want(t, b.history(t, ids["skip"]), "01T00:00 on-time 1", "04T00:00 missed 3")
		want(t, b.history(t, ids["once"]), "01T00:00 on-time 1", "03T00:00 missed 2", "04T00:00 catch-up 1")
		want(t, b.history(t, ids["all"]), "01T00:00 on-time 1", "02T00:00 catch-up 1", "03T00:00 catch-up 1", "04T00:00 catch-up 1")
		for _, id := range ids {
			if s, err := b.db.Schedule(t.Context(), id); err != nil || !s.Next.Equal(morning(5)) {
				t.Errorf("next %s, %v", s.Next, err)
			}
		}
	})
}

func TestPauseAndEditBetweenTicks(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		ctx, c := t.Context(), &clock{at: morning(1)}
		b := timed(t, url, c, planSmall)
		s := b.schedule(t, "0 8 * * *", "all", 10, morning(1))
		b.beat(t)
		if _, err := b.db.SetSchedulePaused(ctx, engineer, s.ID, true, time.Time{}); err != nil {
			t.Fatal(err)
		}
		c.set(morning(3).Add(time.Hour))
		b.beat(t)
		if _, err := b.q.FireNow(ctx, engineer, s.ID); err != nil { // also while paused
			t.Fatal(err)
		}
		if _, err := b.db.SetSchedulePaused(ctx, engineer, s.ID, false, morning(4)); err != nil {
			t.Fatal(err)
		}
		b.beat(t)
		c.set(morning(4))
		b.beat(t)
		// From now on at noon; the next morning passes without a tick.
		is, err := b.db.Schedule(ctx, s.ID)
		if err != nil {
			t.Fatal(err)
		}
		is.Cron, is.Next = "0 12 * * *", morning(4).Add(4*time.Hour)
		stale := is
		if _, err = b.db.UpdateSchedule(ctx, engineer, is); err != nil {
			t.Fatal(err)
		}
		if _, err := b.db.UpdateSchedule(ctx, engineer, stale); err == nil {
			t.Error("a change made from an old version was stored")
		}
		c.set(morning(4).Add(4 * time.Hour))
		b.beat(t)
		// A new name leaves the next tick as it is.
		if is, err = b.db.Schedule(ctx, s.ID); err != nil {
			t.Fatal(err)
		}
		next := is.Next
		is.NameZH, is.Next = "午间", morning(20)
		if is, err = b.db.UpdateSchedule(ctx, engineer, is); err != nil || !is.Next.Equal(next) || !next.Equal(morning(5).Add(4*time.Hour)) {
			t.Errorf("next %s, was %s, %v", is.Next, next, err)
		}
		want(t, b.history(t, s.ID), "01T00:00 on-time 1", "01T00:00 manual 1", "04T00:00 on-time 1", "04T04:00 on-time 1")
	})
}

// Two servers with connections of their own look after the same schedules.
func TestRacingServersFireATickOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		const minutes, servers = 20, 2
		c := &clock{at: morning(1)}
		var all []bundle
		for range servers {
			all = append(all, timed(t, url, c, planSmall))
		}
		a := all[0].schedule(t, "* * * * *", "all", 10, morning(1))
		b := all[0].schedule(t, "*/2 * * * *", "once", 10, morning(1))
		for i := range minutes {
			c.set(morning(1).Add(time.Duration(i) * time.Minute))
			var wg sync.WaitGroup
			for _, x := range all {
				for range 2 {
					wg.Go(func() {
						if err := x.q.Beat(t.Context()); err != nil {
							t.Error(err)
						}
					})
				}
			}
			wg.Wait()
		}
		for id, every := range map[string]int{a.ID: 1, b.ID: 2} {
			var ticks []string
			for i := 0; i < minutes; i += every {
				ticks = append(ticks, fmt.Sprintf("01T00:%02d on-time 1", i))
			}
			want(t, all[1].history(t, id), ticks...)
		}
		runs, err := all[0].db.Runs(t.Context(), store.RunFilter{Page: store.Page{Limit: 500}})
		if err != nil || len(runs.Items) != minutes+minutes/2 {
			t.Errorf("%d runs, %v", len(runs.Items), err)
		}
	})
}

func TestAFiringEndsWithItsRuns(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		ctx, c := t.Context(), &clock{at: morning(1)}
		faulty := false
		b := timed(t, url, c, func(ctx context.Context, s store.Schedule, tick time.Time) ([]store.NewRun, error) {
			if faulty {
				return nil, network.Faults{{Path: "initial", Problem: network.Text{ZH: "没有观测值", EN: "no observation"}}}
			}
			return planSmall(ctx, s, tick)
		})
		s := b.schedule(t, "0 8 * * *", "all", 10, morning(1))
		last := func() store.Firing {
			t.Helper()
			l, err := b.db.Firings(ctx, s.ID, store.Page{Limit: 1})
			if err != nil || len(l.Items) != 1 {
				t.Fatalf("%d firings, %v", len(l.Items), err)
			}
			return l.Items[0]
		}
		b.beat(t)
		b.beat(t)
		f := last()
		if f.Status != store.FiringRunning {
			t.Errorf("with its run queued it is %s", f.Status)
		}
		if stored, err := b.db.FinishRun(ctx, f.Runs[0], "", store.Outcome{Status: store.RunDone}); err != nil || !stored {
			t.Fatal(err)
		}
		b.beat(t)
		if f = last(); f.Status != store.FiringDone || f.Finished.IsZero() {
			t.Errorf("firing %+v", f)
		}
		c.set(morning(2))
		b.beat(t)
		if stored, err := b.db.FinishRun(ctx, last().Runs[0], "", store.Outcome{Status: store.RunInfeasible, Error: "too little"}); err != nil || !stored {
			t.Fatal(err)
		}
		b.beat(t)
		if f = last(); f.Status != store.FiringFailed || !strings.Contains(f.Error.ZH, "无可行解") || !strings.Contains(f.Error.EN, "too little") {
			t.Errorf("firing %+v", f)
		}
		c.set(morning(3))
		faulty = true
		b.beat(t)
		if f = last(); f.Status != store.FiringFailed || !strings.Contains(f.Error.EN, "no observation") || len(f.Runs) != 0 {
			t.Errorf("firing %+v", f)
		}
		trail, err := b.db.Audit(ctx, store.AuditFilter{Object: "firing"})
		if err != nil || len(trail.Items) != 6 {
			t.Errorf("%d audit entries, %v", len(trail.Items), err)
		}
	})
}

// Real processes and the real clock: two servers, one of which is killed again
// and again (on SQLite one server, killed and started again). Every second has
// one firing with one run, and every run is made.
func TestKilledServersMissNoTickAndRepeatNone(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		const kills = 4
		ctx := t.Context()
		b := timed(t, url, &clock{at: time.Now()}, nil)
		s := b.schedule(t, "@every 1s", "all", 100, time.Now().Truncate(time.Second).Add(time.Second))
		steady := b.db.Kind() == store.PostgreSQL
		if steady {
			startWorker(t, url)
		}
		for i := range kills {
			kill := startWorker(t, url)
			time.Sleep(time.Duration(700+i*350) * time.Millisecond)
			kill()
		}
		startWorker(t, url)
		firings := func() []store.Firing {
			t.Helper()
			l, err := b.db.Firings(ctx, s.ID, store.Page{Limit: 500})
			if err != nil {
				t.Fatal(err)
			}
			return l.Items
		}
		begin := time.Now()
		for len(firings()) < 8 || time.Since(begin) < 2*time.Second {
			if time.Since(begin) > time.Minute {
				t.Fatalf("only %d firings", len(firings()))
			}
			time.Sleep(100 * time.Millisecond)
		}
		if _, err := b.db.SetSchedulePaused(ctx, engineer, s.ID, true, time.Time{}); err != nil {
			t.Fatal(err)
		}
		got := firings()
		runs := map[string]bool{}
		for i, f := range got {
			if i > 0 && got[i-1].Tick.Sub(f.Tick) != time.Second {
				t.Errorf("between %s and %s there is no second", f.Tick, got[i-1].Tick)
			}
			if len(f.Runs) != 1 || f.Kind != store.FiredOnTime {
				t.Errorf("firing %+v", f)
				continue
			}
			if r := b.await(t, f.Runs[0], time.Minute, final); r.Status != store.RunDone || runs[r.ID] {
				t.Errorf("run %s: %s %s", r.ID, r.Status, r.Error)
			}
			runs[f.Runs[0]] = true
		}
		t.Logf("%d ticks in a row, %d kills", len(got), kills)
	})
}
