package highs

import (
	"time"

	lanl "github.com/lanl/highs"
)

// Options tune the solver. The zero value is what a plan should use.
type Options struct {
	// FeasibilityTolerance is how far a bound or row may be overstepped, in the
	// row's own unit. Defaults to 1e-7; HiGHS takes 1e-10 and more.
	FeasibilityTolerance float64
	// OptimalityTolerance is how far a reduced cost may have the wrong sign, in
	// objective per column unit. Defaults to 1e-7; HiGHS takes 1e-10 and more.
	OptimalityTolerance float64
	// TimeLimit bounds the wall-clock time of each Solve, which then ends with
	// optimize.StatusTimeLimit and no error. Zero means no limit but that of the context.
	TimeLimit time.Duration
}

func orDefault(v, d float64) float64 {
	if v == 0 {
		return d
	}
	return v
}

// apply sets the options on an empty model.
//
// One thread: HiGHS keeps a pool of helpers per operating-system thread and
// refuses to solve where a pool of another size exists already, and goroutines
// wander between threads.
func (o Options) apply(m *lanl.RawModel) error {
	for _, set := range []func() error{
		// First, because every later refusal would be printed.
		func() error { return m.SetBoolOption("output_flag", false) },
		func() error { return m.SetIntOption("threads", 1) },
		func() error { return m.SetStringOption("parallel", "off") },
		func() error { return m.SetStringOption("presolve", "choose") },
		func() error { return m.SetStringOption("solver", "choose") },
		func() error { return m.SetIntOption("simplex_strategy", strategyDual) },
		func() error {
			return m.SetFloat64Option("primal_feasibility_tolerance", orDefault(o.FeasibilityTolerance, 1e-7))
		},
		func() error {
			return m.SetFloat64Option("dual_feasibility_tolerance", orDefault(o.OptimalityTolerance, 1e-7))
		},
	} {
		if err := set(); err != nil {
			return err
		}
	}
	return nil
}

// Values of HiGHS's option simplex_strategy.
const (
	strategyDual   = 1
	strategyPrimal = 4
)
