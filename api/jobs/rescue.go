package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"fenhu/api/store"
)

// rescuer sees to it that every run that is not over has a job that somebody
// works on or will. It puts jobs back into the queue whose worker was lost. The
// job library does so too, but only when a job is older than any job may become;
// here the sign of life in the run row decides, which comes every few seconds.
type rescuer struct {
	c      Config
	d      driver
	client *river.Client[*sql.Tx]
	worker *runWorker
	quit   context.CancelFunc
	done   sync.WaitGroup
}

// start looks for lost jobs from time to time until stop.
func (r *rescuer) start(ctx context.Context) {
	ctx, r.quit = context.WithCancel(ctx)
	r.done.Go(func() {
		tick := time.NewTicker(max(r.c.RescueAfter/2, 10*time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			alive := r.c.Now().Add(-r.c.RescueAfter)
			if err := errors.Join(r.rescue(ctx, alive), r.adopt(ctx, alive)); err != nil && ctx.Err() == nil {
				r.c.Log.Error().Err(err).Msg("lost runs not looked for")
			}
		}
	})
}

func (r *rescuer) stop() {
	r.quit()
	r.done.Wait()
}

// rescue makes the jobs available again whose worker has given no sign of life
// since the time alive.
func (r *rescuer) rescue(ctx context.Context, alive time.Time) error {
	const most = 100
	stuck, err := r.d.GetExecutor().JobGetStuck(ctx, &riverdriver.JobGetStuckParams{Max: most, StuckHorizon: alive})
	if err != nil {
		return err
	}
	p := &riverdriver.JobRescueManyParams{StuckHorizon: alive}
	for _, j := range stuck {
		wait, lost, err := r.lost(ctx, j, alive)
		if err != nil {
			return err
		}
		if !lost {
			continue
		}
		now := r.c.Now().UTC()
		why, err := json.Marshal(rivertype.AttemptError{At: now, Attempt: max(j.Attempt, 0), Error: "its worker was lost"})
		if err != nil {
			return err
		}
		p.ID, p.Error, p.FinalizedAt = append(p.ID, j.ID), append(p.Error, why), append(p.FinalizedAt, nil)
		p.ScheduledAt, p.State = append(p.ScheduledAt, now.Add(wait)), append(p.State, string(rivertype.JobStateAvailable))
		r.c.Log.Warn().Int64("job", j.ID).Str("kind", j.Kind).RawJSON("args", j.EncodedArgs).Dur("pause", wait).Msg("lost job put back")
	}
	if len(p.ID) == 0 {
		return nil
	}
	_, err = r.d.GetExecutor().JobRescueMany(ctx, p)
	return err
}

// lost says whether the worker of a job is gone, and how long to wait before
// the job is taken up again.
func (r *rescuer) lost(ctx context.Context, j *rivertype.JobRow, alive time.Time) (wait time.Duration, lost bool, err error) {
	var a runArgs
	switch j.Kind {
	case a.Kind():
	case batchArgs{}.Kind(): // its batch is taken up by the leader
		return 0, false, nil
	default:
		return 0, true, nil
	}
	if err := json.Unmarshal(j.EncodedArgs, &a); err != nil {
		return 0, false, fmt.Errorf("job %d: %w", j.ID, err)
	}
	if r.worker.holds(a.Run) {
		return 0, false, nil
	}
	sign, err := r.c.Store.RunSign(ctx, a.Run)
	if errors.Is(err, store.ErrNotFound) {
		return 0, true, nil
	}
	if sign.Over { // its job is about to be marked so, or its worker died just before
		return 0, j.AttemptedAt != nil && j.AttemptedAt.Before(alive.Add(-time.Minute)), err
	}
	return pause(sign.Attempts), sign.Seen.Before(alive), err
}

// pause is how long a run waits that was lost again: not at all the first
// times, then twice as long each time. The runs that died with it finish meanwhile.
func pause(attempts int) time.Duration {
	const (
		free    = 3
		longest = 5 * time.Minute
	)
	if attempts <= free {
		return 0
	}
	return min(longest, time.Second<<min(attempts-free-1, 20))
}

// adopt gives a job to the runs that have none although they are not over. No
// way to that is known here, but the library may give up or delete a job for
// reasons of its own, and an accepted run must not wait for ever. A job too
// many does no harm: it finds its run taken, or over.
func (r *rescuer) adopt(ctx context.Context, alive time.Time) error {
	silent, err := r.c.Store.SilentRuns(ctx, alive)
	if err != nil || len(silent) == 0 {
		return err
	}
	has := map[string]bool{}
	list := river.NewJobListParams().Kinds(runArgs{}.Kind()).First(1000).OrderBy(river.JobListOrderByID, river.SortOrderAsc).States(
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled)
	for {
		page, err := r.client.JobList(ctx, list)
		if err != nil {
			return err
		}
		for _, j := range page.Jobs {
			var a runArgs
			if err := json.Unmarshal(j.EncodedArgs, &a); err != nil {
				return fmt.Errorf("job %d: %w", j.ID, err)
			}
			has[a.Run] = true
		}
		if page.LastCursor == nil {
			break
		}
		list = list.After(page.LastCursor)
	}
	for _, id := range silent {
		if has[id] || r.worker.holds(id) {
			continue
		}
		r.c.Log.Warn().Str("run", id).Msg("run without a job taken up again")
		if _, err := r.client.Insert(ctx, runArgs{Run: id}, nil); err != nil {
			return err
		}
	}
	return nil
}
