package jobs

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"fenhu/api/schedule"
	"fenhu/api/store"
	"fenhu/network"
)

// Plan makes the runs of a schedule for a tick. The error is network.Faults
// when the work cannot be done, which ends the firing; any other error is tried
// again.
type Plan func(ctx context.Context, s store.Schedule, tick time.Time) ([]store.NewRun, error)

// beat is how often due ticks are looked for.
const beat = time.Second

// scheduler fires the ticks that are due and finishes firings. What is due is
// in the database alone, so that any number of servers may do the same.
type scheduler struct {
	q    *Queue
	quit context.CancelFunc
	done sync.WaitGroup
}

func (s *scheduler) start(ctx context.Context) {
	ctx, s.quit = context.WithCancel(ctx)
	s.done.Go(func() {
		tick := time.NewTicker(beat)
		defer tick.Stop()
		for {
			if err := s.q.Beat(ctx); err != nil && ctx.Err() == nil {
				s.q.c.Log.Error().Err(err).Msg("schedules not looked after")
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
}

func (s *scheduler) stop() {
	s.quit()
	s.done.Wait()
}

// Beat looks once after the schedules: fires what is due and finishes firings
// whose runs are over. Between Start and Stop it is done every second.
func (q *Queue) Beat(ctx context.Context) error {
	if q.c.Plan == nil {
		return nil
	}
	due, err := q.c.Store.DueSchedules(ctx, q.c.Now())
	if err != nil {
		return err
	}
	var errs []error
	for _, s := range due {
		if err := q.fireDue(ctx, s); err != nil {
			errs = append(errs, err) // one schedule does not hold up the others
		}
	}
	over, err := q.c.Store.FinishedWork(ctx)
	errs = append(errs, err)
	for _, f := range over {
		errs = append(errs, q.finish(ctx, f))
	}
	errs = append(errs, q.escalate(ctx))
	return errors.Join(errs...)
}

// fireDue fires the due ticks of one schedule.
func (q *Queue) fireDue(ctx context.Context, s store.Schedule) error {
	now := q.c.Now()
	t, err := schedule.Parse(s.Cron, s.Zone, 0, now)
	if err != nil {
		return fmt.Errorf("schedule %s: %w", s.ID, err)
	}
	d := schedule.Due(t, s.Next, now, schedule.CatchUp(s.CatchUp), s.CatchUpMost)
	f := store.Fire{Schedule: s, Next: d.Next}
	if d.Missed > 0 {
		f.Firings = append(f.Firings, store.NewFiring{Tick: d.LastOne, Kind: store.NotFired, Missed: d.Missed, MissedFrom: d.MissedFrom})
	}
	for _, x := range d.Fire {
		kind := store.FiredOnTime
		if x.Late {
			kind = store.FiredLate
		}
		firing, err := q.planned(ctx, s, x.At, kind)
		if err != nil {
			return err
		}
		firing.Tick = x.At
		f.Firings = append(f.Firings, firing)
	}
	fired, ok, err := q.c.Store.FireSchedule(ctx, f, q.enqueue)
	if err != nil {
		return err
	}
	if ok {
		for _, x := range fired {
			q.c.Log.Info().Str("schedule", s.ID).Str("firing", x.ID).Str("kind", string(x.Kind)).Time("tick", x.Tick).Int("runs", len(x.Runs)).Int("missed", x.Missed).Msg("schedule fired")
		}
	}
	return nil
}

// planned is a firing with its runs, or with the faults of its work.
func (q *Queue) planned(ctx context.Context, s store.Schedule, tick time.Time, kind store.FiringKind) (store.NewFiring, error) {
	out := store.NewFiring{Kind: kind}
	runs, err := q.c.Plan(ctx, s, tick)
	if faults, ok := errors.AsType[network.Faults](err); ok {
		out.Error = inWords(faults)
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("schedule %s: %w", s.ID, err)
	}
	out.Runs = runs
	return out, nil
}

// inWords are the first few faults as one text.
func inWords(faults network.Faults) network.Text {
	const most = 5
	var t network.Text
	for i, f := range faults {
		if i == most {
			t.ZH, t.EN = t.ZH+fmt.Sprintf("\n另有 %d 处", len(faults)-most), t.EN+fmt.Sprintf("\nand %d more", len(faults)-most)
			break
		}
		if i > 0 {
			t.ZH, t.EN = t.ZH+"\n", t.EN+"\n"
		}
		t.ZH, t.EN = t.ZH+f.In(network.ZH), t.EN+f.In(network.EN)
	}
	return t
}

// FireNow does the work of a schedule at once, whether or not it is paused. Its
// timetable is not touched.
func (q *Queue) FireNow(ctx context.Context, who store.Actor, id string) (store.Firing, error) {
	s, err := q.c.Store.Schedule(ctx, id)
	if err != nil {
		return store.Firing{}, err
	}
	if q.c.Plan == nil {
		return store.Firing{}, errors.New("jobs: schedules need a plan")
	}
	runs, err := q.c.Plan(ctx, s, q.c.Now())
	if err != nil {
		return store.Firing{}, err
	}
	return q.c.Store.FireByHand(ctx, who, id, store.NewFiring{Kind: store.FiredByHand, Runs: runs}, q.enqueue)
}

// finish ends a firing whose runs are over.
func (q *Queue) finish(ctx context.Context, f store.Firing) error {
	why := f.Error
	if why == (network.Text{}) {
		var err error
		if why, err = q.outcomeOf(ctx, f); err != nil {
			return err
		}
	}
	status := store.FiringDone
	if why != (network.Text{}) {
		status = store.FiringFailed
	}
	also, err := q.judge(ctx, f, why)
	if err != nil {
		return err
	}
	_, err = q.c.Store.FinishFiring(ctx, f.ID, status, why, also)
	return err
}

// outcomeOf says what did not come to a feasible result; nothing when all did.
func (q *Queue) outcomeOf(ctx context.Context, f store.Firing) (network.Text, error) {
	var t network.Text
	for _, id := range f.Runs {
		r, err := q.c.Store.Run(ctx, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			r = store.Run{ID: id, Status: "deleted"}
		case err != nil:
			return t, err
		case r.Status == store.RunDone:
			continue
		}
		if t.ZH != "" {
			t.ZH, t.EN = t.ZH+"\n", t.EN+"\n"
		}
		name := r.Title
		if name == "" {
			name = r.ID
		}
		t.ZH += fmt.Sprintf("%s：%s", name, statusName(r.Status).ZH)
		t.EN += fmt.Sprintf("%s: %s", name, statusName(r.Status).EN)
		if r.Error != "" {
			t.ZH, t.EN = t.ZH+"（"+r.Error+"）", t.EN+" ("+r.Error+")"
		}
	}
	return t, nil
}

func statusName(s store.RunStatus) network.Text {
	switch s {
	case store.RunInfeasible:
		return network.Text{ZH: "无可行解", EN: "infeasible"}
	case store.RunFailed:
		return network.Text{ZH: "计算失败", EN: "failed"}
	case store.RunCancelled:
		return network.Text{ZH: "已取消", EN: "cancelled"}
	default:
		return network.Text{ZH: "已删除", EN: "deleted"}
	}
}

// enqueue stores the job of a run in the transaction that stores the run.
func (q *Queue) enqueue(ctx context.Context, tx *sql.Tx, r store.Run) error {
	_, err := q.client.InsertTx(ctx, tx, runArgs{Run: r.ID}, nil)
	return err
}
