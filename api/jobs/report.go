package jobs

import (
	"context"
	"errors"
	"sync"
	"time"

	"fenhu/api/store"
	"fenhu/optimize"
)

const (
	// reportEvery is how often progress is written and a cancellation looked for.
	reportEvery = 250 * time.Millisecond
	// lifeSign is the longest time between two signs of life.
	lifeSign = 5 * time.Second
)

// reporter writes the progress and signs of life of a run, and stops it when it
// is to be cancelled or was lost.
type reporter struct {
	c      Config
	work   store.Work
	cancel context.CancelCauseFunc
	quit   chan struct{}
	done   sync.WaitGroup

	mu sync.Mutex
	p  store.Progress
}

func newReporter(c Config, work store.Work, cancel context.CancelCauseFunc) *reporter {
	return &reporter{c: c, work: work, cancel: cancel, quit: make(chan struct{})}
}

// progress takes what the optimisation says.
func (r *reporter) progress(p optimize.Progress) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.p = store.Progress{Level: p.Level, Done: p.Done, Levels: p.Levels, Window: p.Window, Windows: p.Windows}
}

func (r *reporter) last() store.Progress {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.p
}

func (r *reporter) start(ctx context.Context) {
	r.done.Go(func() {
		tick := time.NewTicker(reportEvery)
		defer tick.Stop()
		var (
			written store.Progress
			sign    = r.c.Now()
		)
		for {
			select {
			case <-r.quit:
				return
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			var (
				p      = r.last()
				cancel bool
				err    error
			)
			if now := r.c.Now(); p != written || now.Sub(sign) >= min(lifeSign, r.c.RescueAfter/4) {
				cancel, err = r.c.Store.ReportRun(ctx, r.work.Run.ID, r.work.Claim, p)
				written, sign = p, now
			} else {
				cancel, err = r.c.Store.CancelAsked(ctx, r.work.Run.ID)
			}
			switch {
			case cancel:
				r.cancel(errCancelled)
			case errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrNotFound):
				r.cancel(errLost)
			case err != nil && ctx.Err() == nil:
				r.c.Log.Error().Err(err).Str("run", r.work.Run.ID).Msg("progress not stored")
			}
		}
	})
}

func (r *reporter) stop() {
	close(r.quit)
	r.done.Wait()
}
