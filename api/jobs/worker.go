package jobs

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"fenhu/api/store"
)

// runArgs is the job that makes a run.
type runArgs struct {
	Run string `json:"run"`
}

// Kind names the job.
func (runArgs) Kind() string { return "run" }

// Why a run is interrupted, apart from the end of the service.
var (
	errCancelled = errors.New("cancelled")
	errTimeLimit = errors.New("time limit reached")
	errLost      = errors.New("another worker has taken the run")
)

type runWorker struct {
	river.WorkerDefaults[runArgs]
	c     Config
	begun time.Time // nobody worked on a Single database before

	mu      sync.Mutex
	running map[string]context.CancelCauseFunc // by run; what this process has in hand
}

func newRunWorker(c Config) *runWorker {
	return &runWorker{c: c, begun: c.Now(), running: map[string]context.CancelCauseFunc{}}
}

// cancel stops a run if it is made here.
func (w *runWorker) cancel(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if stop := w.running[id]; stop != nil {
		stop(errCancelled)
	}
}

// take notes that the run is in hand here; false when it is already.
func (w *runWorker) take(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, ok := w.running[id]; ok {
		return false
	}
	w.running[id] = nil
	return true
}

func (w *runWorker) drop(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.running, id)
}

// holds says whether the run is in hand here, so that it cannot be lost however
// long a busy database keeps its signs of life waiting.
func (w *runWorker) holds(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	_, ok := w.running[id]
	return ok
}

// alive is the time since when the worker of a running run must have reported.
func (w *runWorker) alive() time.Time {
	t := w.c.Now().Add(-w.c.RescueAfter)
	if w.c.Single && t.Before(w.begun) {
		return w.begun
	}
	return t
}

// NextRetry waits longer each time that the database fails.
func (w *runWorker) NextRetry(job *river.Job[runArgs]) time.Time {
	return w.c.Now().Add(min(time.Second<<min(job.Attempt, 10), time.Minute))
}

// Work makes a run. Its error says that the database failed, which is tried
// again; whatever becomes of the run itself is stored in it and is no error.
//
// A job ends only when its run is seen to be over. A worker that was taken for
// lost may still be alive, and what it says of the job would otherwise end the
// job of the worker that has the run now: if that one dies, nobody would take the run up.
func (w *runWorker) Work(ctx context.Context, job *river.Job[runArgs]) error {
	id := job.Args.Run
	later := river.JobSnooze(w.c.RescueAfter)
	if !w.take(id) {
		return later
	}
	defer w.drop(id)
	work, err := w.c.Store.TakeRun(ctx, id, w.alive())
	switch {
	case errors.Is(err, store.ErrNotFound):
		return nil
	case errors.Is(err, store.ErrConflict):
		return later
	case err != nil:
		return w.failed(ctx, job, "", err)
	}
	log := w.c.Log.With().Str("run", id).Int("attempt", work.Run.Attempts).Logger()
	if work.Run.Attempts > w.c.Attempts {
		log.Error().Msg("run given up")
		stored, err := w.c.Store.FinishRun(ctx, id, work.Claim, store.Outcome{Status: store.RunFailed, Error: givenUp(w.c.Attempts)})
		if err == nil && !stored {
			return later
		}
		return err
	}
	begin := w.c.Now()
	o, cause := w.attempt(ctx, work)
	switch {
	case errors.Is(cause, errLost):
		log.Warn().Msg("run lost to another worker")
		return later
	case cause != nil: // the service stops
		if err := w.release(ctx, work); err != nil {
			return err
		}
		log.Info().Msg("run put back")
		return river.JobSnooze(0)
	}
	stored, err := w.c.Store.FinishRun(ctx, id, work.Claim, o)
	if err != nil {
		return w.failed(ctx, job, work.Claim, err)
	}
	log.Info().Str("status", string(o.Status)).Bool("stored", stored).Dur("took", w.c.Now().Sub(begin)).Msg("run finished")
	if !stored {
		return later
	}
	return nil
}

func givenUp(attempts int) string {
	return fmt.Sprintf("begun %d times without coming to an end: its workers were lost, or its result could not be stored; it may need more memory than there is", attempts)
}

// attempt makes the run while it reports on it. cause says why there is no
// outcome: the run was lost, or the service stops.
func (w *runWorker) attempt(parent context.Context, work store.Work) (o store.Outcome, cause error) {
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)
	ctx, end := context.WithTimeoutCause(ctx, w.c.RunTimeout, errTimeLimit)
	defer end()

	w.mu.Lock()
	w.running[work.Run.ID] = stop
	w.mu.Unlock()
	r := newReporter(w.c, work, stop)
	defer func() {
		r.stop()
		o.Progress = r.last()
	}()
	r.start(ctx)
	return w.guarded(ctx, work, r)
}

// guarded turns a panic into a failed run: it would come again each time.
func (w *runWorker) guarded(ctx context.Context, work store.Work, r *reporter) (o store.Outcome, cause error) {
	defer func() {
		if p := recover(); p != nil {
			w.c.Log.Error().Str("run", work.Run.ID).Interface("panic", p).Bytes("stack", debug.Stack()).Msg("run panicked")
			o, cause = store.Outcome{Status: store.RunFailed, Error: fmt.Sprintf("internal error: %v", p)}, nil
		}
	}()
	return makeRun(ctx, w.c, work, r.progress, w.alive)
}

// release puts the run back into the queue although the service stops.
func (w *runWorker) release(ctx context.Context, work store.Work) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMoments/2)
	defer cancel()
	return w.c.Store.ReleaseRun(ctx, work.Run.ID, work.Claim)
}

// failed is what to do when the database fails: give the run back so that the
// next attempt can take it, or give it up when there is none.
func (w *runWorker) failed(ctx context.Context, job *river.Job[runArgs], claim string, err error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMoments/2)
	defer cancel()
	if job.Attempt >= job.MaxAttempts {
		_, also := w.c.Store.FinishRun(ctx, job.Args.Run, claim, store.Outcome{Status: store.RunFailed, Error: "internal error: the result could not be stored"})
		return errors.Join(err, also)
	}
	if claim == "" {
		return err
	}
	return errors.Join(err, w.c.Store.RequeueRun(ctx, job.Args.Run, claim))
}
