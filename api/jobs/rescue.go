package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"fenhu/api/store"
)

// rescuer puts jobs back into the queue whose worker was lost. The job library
// does so too, but only when a job is older than any job may become; here the
// sign of life in the run row decides, which comes every few seconds.
type rescuer struct {
	c    Config
	d    driver
	quit context.CancelFunc
	done sync.WaitGroup
}

func newRescuer(c Config, d driver) *rescuer { return &rescuer{c: c, d: d} }

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
			if err := r.rescue(ctx, r.c.Now().Add(-r.c.RescueAfter)); err != nil && ctx.Err() == nil {
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
		lost, err := r.lost(ctx, j, alive)
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
		p.ScheduledAt, p.State = append(p.ScheduledAt, now), append(p.State, string(rivertype.JobStateAvailable))
		r.c.Log.Warn().Int64("job", j.ID).Str("kind", j.Kind).RawJSON("args", j.EncodedArgs).Msg("lost job put back")
	}
	if len(p.ID) == 0 {
		return nil
	}
	_, err = r.d.GetExecutor().JobRescueMany(ctx, p)
	return err
}

// lost says whether the worker of a job is gone.
func (r *rescuer) lost(ctx context.Context, j *rivertype.JobRow, alive time.Time) (bool, error) {
	var a runArgs
	if j.Kind != a.Kind() {
		return true, nil
	}
	if err := json.Unmarshal(j.EncodedArgs, &a); err != nil {
		return false, fmt.Errorf("job %d: %w", j.ID, err)
	}
	seen, over, err := r.c.Store.RunSeen(ctx, a.Run)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	if over { // its job is about to be marked so, or its worker died just before
		return j.AttemptedAt != nil && j.AttemptedAt.Before(alive.Add(-time.Minute)), err
	}
	return seen.Before(alive), err
}
