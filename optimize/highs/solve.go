package highs

import (
	"context"
	"fmt"
	"math"
	"sync/atomic"
	"time"

	"fenhu/optimize"
)

// HiGHS's model statuses that are told apart here.
const (
	modelOptimal    = 7
	modelInfeasible = 8
	modelUnbounded  = 10
	modelTimeLimit  = 13
	modelInterrupt  = 17
)

// Solve minimises from the last basis. A cancelled context stops the simplex
// within an iteration; presolve, which comes before it in a new session, stops
// for a deadline only.
func (s *session) Solve(ctx context.Context, sol *optimize.Solution) error {
	m := s.model
	if m.h == nil {
		return errClosed
	}
	sol.Status, sol.Objective, sol.Iterations = optimize.StatusUnknown, math.NaN(), 0
	sol.X, sol.ColDual = resize(sol.X, m.cols), resize(sol.ColDual, m.cols)
	sol.RowActivity, sol.RowDual = resize(sol.RowActivity, m.rows), resize(sol.RowDual, m.rows)
	if err := ctx.Err(); err != nil {
		return err
	}
	if m.cols == 0 {
		s.solveEmpty(sol)
		return nil
	}

	limit := math.Inf(1)
	if s.options.TimeLimit > 0 {
		limit = s.options.TimeLimit.Seconds()
	}
	byContext := false
	if deadline, ok := ctx.Deadline(); ok {
		if left := max(0, time.Until(deadline).Seconds()); left < limit {
			limit, byContext = left, true
		}
	}
	if err := m.raw.SetFloat64Option("time_limit", limit); err != nil {
		return fmt.Errorf("highs: time limit: %w", err)
	}
	m.zeroClocks()

	atomic.StoreInt32(m.stop, 0)
	set := make(chan struct{})
	cancel := context.AfterFunc(ctx, func() {
		atomic.StoreInt32(m.stop, 1)
		close(set)
	})
	end, err := s.climb(sol)
	if !cancel() {
		<-set // the flag must not be touched once this session may be closed
	}
	if err != nil {
		return err
	}

	// "Unbounded or infeasible" (9) is not an answer, so climb never stops at it.
	switch end.status {
	case modelOptimal:
		sol.Status = optimize.StatusOptimal
		m.read(sol)
	case modelInfeasible:
		sol.Status = optimize.StatusInfeasible
	case modelUnbounded:
		sol.Status = optimize.StatusUnbounded
	case modelTimeLimit:
		sol.Status = optimize.StatusTimeLimit
		if byContext {
			<-ctx.Done() // its own timer may fire a moment after HiGHS's
		}
		return ctx.Err()
	case modelInterrupt:
		sol.Status = optimize.StatusInterrupted
		return ctx.Err()
	}
	return nil
}

// climb runs HiGHS until it has an answer, each time with less to go wrong:
// as it stands, without the last basis, without presolve, and with the primal
// simplex. A rung is left only when it failed numerically, which is rare, so
// the ladder costs nothing in the usual case. The time limit spans all rungs.
func (s *session) climb(sol *optimize.Solution) (outcome, error) {
	var end outcome
	for i, rung := range []struct {
		presolve string
		strategy int
	}{
		{"choose", strategyDual},
		{"choose", strategyDual},
		{"off", strategyDual},
		{"off", strategyPrimal},
	} {
		if i > 0 {
			s.model.forget()
			s.based = false
		}
		var err error
		if end, err = s.run(sol, rung.presolve, rung.strategy); err != nil {
			return end, err
		}
		if end.status == modelInfeasible && !s.based {
			// Presolve says so, but presolve of 1.10 may mistake an unbounded programme
			// for an infeasible one: see TestUnboundedNotInfeasible.
			if end, err = s.run(sol, "off", rung.strategy); err != nil {
				return end, err
			}
		}
		if end.answered() {
			return end, nil
		}
	}
	if end.call == statusError {
		return end, fmt.Errorf("highs: run failed with model status %d", end.status)
	}
	return end, nil
}

// run is one rung; it keeps the basis and counts the iterations.
func (s *session) run(sol *optimize.Solution, presolve string, strategy int) (outcome, error) {
	if s.based && s.recost && s.model.rows <= primalRows {
		strategy = strategyPrimal
	}
	if err := s.setMethod(presolve, strategy); err != nil {
		return outcome{}, err
	}
	unreduced := s.based || presolve == "off" // HiGHS presolves only what has no basis
	end := s.model.run()
	sol.Iterations += end.iterations
	s.based = end.status == modelOptimal || unreduced && end.answered()
	s.recost = s.recost && end.status != modelOptimal
	return end, nil
}

// primalRows: in programmes of up to so many rows, new costs are met by the
// primal simplex, since the last solution is still feasible or nearly so. In the passes
// of one monthly step of the built-in basin (400 rows) it needs a fifth of the dual's
// iterations and half of its time; in programmes of thousands of rows the
// dual is faster all the same.
const primalRows = 1000

// answered says whether a run ended as it should, be it by a limit.
func (o outcome) answered() bool {
	switch o.status {
	case modelOptimal, modelInfeasible, modelUnbounded, modelTimeLimit, modelInterrupt:
		return o.call != statusError
	default:
		return false
	}
}

// setMethod sets what differs from the run before: a small programme is solved in
// some hundred microseconds, of which options take their part.
func (s *session) setMethod(presolve string, strategy int) error {
	if s.presolve == presolve && s.strategy == strategy {
		return nil
	}
	s.presolve, s.strategy = "", 0
	if err := s.model.raw.SetStringOption("presolve", presolve); err != nil {
		return fmt.Errorf("highs: presolve: %w", err)
	}
	if err := s.model.raw.SetIntOption("simplex_strategy", strategy); err != nil {
		return fmt.Errorf("highs: strategy: %w", err)
	}
	s.presolve, s.strategy = presolve, strategy
	return nil
}

// solveEmpty judges a problem without columns: every row's activity is zero.
func (s *session) solveEmpty(sol *optimize.Solution) {
	tol := orDefault(s.options.FeasibilityTolerance, 1e-7)
	for i, lo := range s.rowMin {
		sol.RowActivity[i], sol.RowDual[i] = 0, 0
		if lo > tol || s.rowMax[i] < -tol {
			sol.Status = optimize.StatusInfeasible
			return
		}
	}
	sol.Status, sol.Objective = optimize.StatusOptimal, 0
}

func resize(s []float64, n int) []float64 {
	if cap(s) < n {
		return make([]float64, n)
	}
	return s[:n]
}
