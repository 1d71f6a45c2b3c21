package jobs

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"

	"fenhu/api/parts"
	"fenhu/api/request"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/network/ensemble"
	"fenhu/optimize"
)

// An ensemble run is split in batches of traces. The job of the run, the leader,
// makes batches until there is none left, waits for those that others have in
// hand, and puts all together. Every other batch has a job of its own: a helper,
// which makes one batch. What is done is in the database alone: a helper that dies
// is missed by nobody, since the leader takes up its batch; and the leader is a
// run like any other, which is taken up again when its worker is lost.

const (
	// batchTraces is how many traces a batch has, more when there would be too many
	// batches. It does not depend on workers, and the traces not on it.
	batchTraces = 20
	mostBatches = 100
	// helperPriority lets runs that people wait for overtake helpers.
	helperPriority = 3
	// batchBeat is how often the worker of a batch reports.
	batchBeat = time.Second
)

// batchArgs is the job that makes one batch of an ensemble run.
type batchArgs struct {
	Run string `json:"run"`
}

// Kind names the job.
func (batchArgs) Kind() string { return "batch" }

// InsertOpts puts helpers behind runs.
func (batchArgs) InsertOpts() river.InsertOpts { return river.InsertOpts{Priority: helperPriority} }

// batches are the numbers of traces of the batches of a run.
func batches(traces int) []int {
	size := max(batchTraces, (traces+mostBatches-1)/mostBatches)
	var out []int
	for ; traces > 0; traces -= size {
		out = append(out, min(size, traces))
	}
	return out
}

// simulationError says that the traces of a batch could not be run, or were stopped.
type simulationError struct{ err error }

func (e *simulationError) Error() string { return e.err.Error() }
func (e *simulationError) Unwrap() error { return e.err }

// ensembleRun is an ensemble run in the hand of a worker.
type ensembleRun struct {
	c     Config
	id    string
	asked *request.Ensemble
	n     *network.Network
	set   *ensemble.Set
	sizes []int
	alive func() time.Time
}

func newEnsembleRun(c Config, id string, asked *request.Ensemble, n *network.Network, alive func() time.Time) (*ensembleRun, error) {
	set, err := asked.Source.Generate(n)
	if err != nil {
		return nil, err
	}
	return &ensembleRun{c: c, id: id, asked: asked, n: n, set: set, sizes: batches(len(set.Traces)), alive: alive}, nil
}

// lead makes batches until all of the run are finished, and puts them together.
func (e *ensembleRun) lead(ctx context.Context, progress func(optimize.Progress)) (*parts.Outlook, string, error) {
	client := river.ClientFromContext[*sql.Tx](ctx)
	err := e.c.Store.AddBatches(ctx, e.id, e.sizes, func(ctx context.Context, tx *sql.Tx) error {
		for range e.sizes[1:] {
			if _, err := client.InsertTx(ctx, tx, batchArgs{Run: e.id}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	tell := func(ctx context.Context) (store.BatchesDone, error) {
		d, err := e.c.Store.BatchesDone(ctx, e.id)
		if err == nil {
			progress(optimize.Progress{Level: "traces", Done: d.Done, Levels: d.Traces})
		}
		return d, err
	}
	for {
		b, err := e.c.Store.TakeBatch(ctx, e.id, e.alive())
		if err == nil {
			err = e.make(ctx, b, func(ctx context.Context) { _, _ = tell(ctx) })
			if _, ok := errors.AsType[*simulationError](err); ok {
				return nil, "", err
			}
			if err == nil || errors.Is(err, store.ErrConflict) {
				continue
			}
		}
		if errors.Is(err, store.ErrNotFound) {
			var d store.BatchesDone
			d, err = tell(ctx)
			if err == nil && d.Batches > 0 && d.Finished == d.Batches {
				return e.assemble(ctx, d.Batches)
			}
		}
		if err != nil && ctx.Err() == nil { // a database that fails is tried again until the time limit
			e.c.Log.Error().Err(err).Str("run", e.id).Msg("batches not looked after")
		}
		select {
		case <-ctx.Done():
			return nil, "", ctx.Err()
		case <-time.After(reportEvery):
		}
	}
}

// make makes a batch. The error wraps store.ErrConflict when the batch was lost
// to another worker, or the run is over.
func (e *ensembleRun) make(parent context.Context, b store.Batch, told func(context.Context)) error {
	ctx, stop := context.WithCancelCause(parent)
	defer stop(nil)
	var done atomic.Int64
	beating := make(chan struct{})
	go func() {
		defer close(beating)
		tick := time.NewTicker(min(batchBeat, e.c.RescueAfter/4))
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := e.c.Store.ReportBatch(ctx, b, int(done.Load()))
			switch {
			case errors.Is(err, store.ErrConflict):
				stop(err)
				return
			case err != nil && ctx.Err() == nil:
				e.c.Log.Error().Err(err).Str("run", e.id).Int("batch", b.At).Msg("batch not reported")
			}
			told(ctx)
		}
	}()
	from := 0
	for _, n := range e.sizes[:b.At] {
		from += n
	}
	set := e.set.Batch(from, from+e.sizes[b.At])
	o, err := optimize.Simulate(ctx, e.n, &set, optimize.SimulateOptions{Solver: e.c.Solver, Workers: 1, Progress: func(n, _ int) { done.Store(int64(n)) }})
	cause := context.Cause(ctx)
	stop(nil)
	<-beating
	if errors.Is(cause, store.ErrConflict) {
		return cause
	}
	if err != nil {
		last, cancel := context.WithTimeout(context.WithoutCancel(parent), lastMoments/2)
		defer cancel()
		return &simulationError{errors.Join(err, e.c.Store.ReleaseBatch(last, b))}
	}
	data, err := o.MarshalBinary()
	if err != nil {
		return &simulationError{err}
	}
	return e.c.Store.FinishBatch(parent, b, data)
}

// assemble puts the finished batches together, in their order.
func (e *ensembleRun) assemble(ctx context.Context, count int) (*parts.Outlook, string, error) {
	var (
		all  = make([]*optimize.Outcome, count)
		hash = sha256.New()
	)
	for i := range all {
		data, err := e.c.Store.BatchData(ctx, e.id, i)
		if err != nil {
			return nil, "", err
		}
		hash.Write(data)
		all[i] = new(optimize.Outcome)
		if err := all[i].UnmarshalBinary(data); err != nil {
			return nil, "", fmt.Errorf("batch %d: %w", i, err)
		}
	}
	o, err := optimize.Merge(all...)
	if err != nil {
		return nil, "", err
	}
	if o.Failed() == len(o.Traces) {
		return nil, "", fmt.Errorf("no trace could be computed; the first: %s", o.Traces[0].Failed)
	}
	return parts.NewOutlook(e.n, o, cmp.Or(e.asked.Source.Kind, ensemble.Kinds()[0].ID), e.asked.From, e.asked.Tail), hex.EncodeToString(hash.Sum(nil)), nil
}

// ensembleOutcome is an ensemble run that came to an end.
func ensembleOutcome(c Config, o *parts.Outlook, hash string) (store.Outcome, error) {
	data, err := json.Marshal(o)
	if err != nil {
		return unencoded(err), nil
	}
	out := store.Outcome{
		Status: store.RunDone, Solver: c.Solver.Name(), SolverVersion: c.Solver.Version(), ResultHash: hash,
		Parts: map[string][]byte{string(parts.Ensemble): data},
		Summary: store.Summary{
			Year: o.Year, Periods: len(o.Steps), Demand: o.Total.Demand, Delivery: o.Total.Demand - o.Total.Restricted - o.Total.Expected, Shortage: o.Total.Expected,
		},
	}
	if o.Total.Demand > 0 {
		out.Summary.Satisfaction = out.Summary.Delivery / o.Total.Demand
	}
	return out, nil
}

// batchWorker makes batches of ensemble runs beside their leaders.
type batchWorker struct {
	river.WorkerDefaults[batchArgs]
	c   Config
	run *runWorker
}

// Work makes one batch. That there is none, or that the run is over, is no error.
func (w *batchWorker) Work(ctx context.Context, job *river.Job[batchArgs]) error {
	r, err := w.c.Store.Run(ctx, job.Args.Run)
	if errors.Is(err, store.ErrNotFound) || err == nil && (r.Status.Final() || r.CancelRequested) {
		return nil
	}
	if err != nil {
		return err
	}
	var asked request.Request
	if err := json.Unmarshal(r.Request, &asked); err != nil || asked.Ensemble == nil {
		return err
	}
	document, _, err := w.c.Store.BasinDocument(ctx, r.BasinID, r.BasinVersion)
	if err != nil {
		return err
	}
	n, _, err := asked.Network(document, w.c.Open)
	if err != nil {
		return nil //nolint:nilerr // the leader says what is wrong
	}
	e, err := newEnsembleRun(w.c, r.ID, asked.Ensemble, n, w.run.alive)
	if err != nil {
		return nil //nolint:nilerr // the leader says what is wrong
	}
	b, err := w.c.Store.TakeBatch(ctx, r.ID, w.run.alive())
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	err = e.make(ctx, b, func(context.Context) {})
	switch {
	case errors.Is(err, store.ErrConflict):
		return nil
	case err != nil && ctx.Err() != nil: // the service stops
		return river.JobSnooze(0)
	}
	return err
}
