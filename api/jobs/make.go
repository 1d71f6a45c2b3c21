package jobs

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"fenhu/api/parts"
	"fenhu/api/request"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize"
)

// makeRun allocates the water of a run. cause is set when there is no outcome:
// the run was lost or the service stops.
func makeRun(ctx context.Context, c Config, work store.Work, progress func(optimize.Progress), alive func() time.Time) (o store.Outcome, cause error) {
	var asked request.Request
	if err := json.Unmarshal(work.Run.Request, &asked); err != nil {
		return store.Outcome{Status: store.RunFailed, Error: "request: " + err.Error()}, nil //nolint:nilerr // a fault of the run, not of the service
	}
	n, _, err := asked.Network(work.Document, c.Open)
	if err != nil {
		return faulty(err)
	}
	options := asked.Options()
	options.Solver, options.Now, options.Progress = c.Solver, c.Now, progress
	if asked.Ensemble != nil {
		e, err := newEnsembleRun(c, work.Run.ID, asked.Ensemble, n, alive)
		if err != nil {
			return faulty(err)
		}
		outlook, hash, err := e.lead(ctx, progress)
		if err == nil {
			return ensembleOutcome(c, outlook, hash)
		}
		return interrupted(ctx, c, work, err)
	}
	a, err := optimize.Allocate(ctx, n, options)
	var study []byte
	if err == nil && asked.Transfer != nil && a.Infeasible == nil {
		study, err = transferStudy(ctx, c, n, &asked, progress)
	}
	if faults, ok := errors.AsType[network.Faults](err); ok {
		return faulty(faults)
	}
	if err != nil {
		return interrupted(ctx, c, work, err)
	}
	o = outcome(c.Solver, a)
	if study != nil && o.Parts != nil {
		o.Parts[store.PartTransfer] = study
	}
	return o, nil
}

// interrupted is a run that did not come to an end.
func interrupted(ctx context.Context, c Config, work store.Work, err error) (store.Outcome, error) {
	switch cause := context.Cause(ctx); {
	case cause == nil:
		return store.Outcome{Status: store.RunFailed, Error: err.Error()}, nil
	case errors.Is(cause, errCancelled):
		return store.Outcome{Status: store.RunCancelled, Error: cancelled(ctx, c, work)}, nil
	case errors.Is(cause, errTimeLimit):
		return store.Outcome{Status: store.RunFailed, Error: fmt.Sprintf("stopped at the time limit of %s", c.RunTimeout)}, nil
	default:
		return store.Outcome{}, cause
	}
}

// faulty is a run whose inputs have faults.
func faulty(err error) (store.Outcome, error) {
	o := store.Outcome{Status: store.RunFailed, Error: err.Error()}
	if faults, ok := errors.AsType[network.Faults](err); ok {
		data, err := json.Marshal(faults)
		if err != nil {
			return o, err
		}
		o.Faults = data
	}
	return o, nil
}

// outcome is a run that came to an end, with the parts of its result.
func outcome(solver optimize.Solver, a *optimize.Allocation) store.Outcome {
	o := store.Outcome{
		Status: store.RunDone, Solver: solver.Name(), SolverVersion: solver.Version(),
		Summary: store.Summary{
			Year: a.Year, P: a.P, Periods: len(a.Periods), Cost: a.Costs.Total,
			Demand: a.Indicators.Demand, Delivery: a.Indicators.Delivery, Shortage: a.Indicators.Shortage, Satisfaction: a.Indicators.Satisfaction,
		},
		Parts: map[string][]byte{},
	}
	if a.Infeasible != nil {
		o.Status, o.Error = store.RunInfeasible, a.Infeasible.Text.EN
	}
	whole := *a
	whole.Certificate = nil
	cut, err := parts.Cut(&whole)
	if err != nil {
		return unencoded(err)
	}
	for name, data := range cut {
		o.Parts[string(name)] = data
	}
	if a.Certificate != nil {
		if o.Parts[store.PartCertificate], err = json.Marshal(a.Certificate); err != nil {
			return unencoded(err)
		}
	}
	whole.Seconds = optimize.Seconds{}
	timeless, err := json.Marshal(&whole)
	if err != nil {
		return unencoded(err)
	}
	sum := sha256.Sum256(timeless)
	o.ResultHash = hex.EncodeToString(sum[:])
	return o
}

// unencoded is a run whose result cannot be written, such as one with NaN.
func unencoded(err error) store.Outcome {
	return store.Outcome{Status: store.RunFailed, Error: "internal error: result: " + err.Error()}
}

// cancelled says who cancelled a run.
func cancelled(ctx context.Context, c Config, work store.Work) string {
	r, err := c.Store.Run(context.WithoutCancel(ctx), work.Run.ID)
	if err != nil || r.Error == "" {
		return "cancelled"
	}
	return r.Error
}
