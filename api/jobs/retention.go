package jobs

import (
	"context"
	"time"

	"github.com/riverqueue/river"

	"fenhu/api/store"
)

// retentionArgs is the job that deletes what is no longer kept.
type retentionArgs struct{}

// Kind names the job.
func (retentionArgs) Kind() string { return "retention" }

// InsertOpts keeps the job out of the queue of runs.
func (retentionArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: upkeepQueue, MaxAttempts: 1}
}

func retention() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Hour), func() (river.JobArgs, *river.InsertOpts) {
		return retentionArgs{}, nil
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

type retentionWorker struct {
	river.WorkerDefaults[retentionArgs]
	c Config
}

// Work deletes runs that are too old, a few at a time so that others can write
// in between, and sessions that have expired.
func (w *retentionWorker) Work(ctx context.Context, _ *river.Job[retentionArgs]) error {
	if _, err := w.c.Store.DeleteExpiredSessions(ctx); err != nil {
		return err
	}
	if w.c.Retention <= 0 {
		return nil
	}
	const batch = 20
	for total := 0; ; {
		n, err := w.c.Store.DeleteOldRuns(ctx, store.Actor{}, w.c.Now().Add(-w.c.Retention), batch)
		if err != nil {
			return err
		}
		total += n
		if n < batch {
			if total > 0 {
				w.c.Log.Info().Int("runs", total).Msg("old runs deleted")
			}
			return nil
		}
	}
}
