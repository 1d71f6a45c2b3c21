package optimize

import "context"

// Status says why a solver stopped. It is a result, not an error: an
// infeasible programme is an answer about the water, not a fault of the run.
type Status int

// The statuses that a Session can report.
const (
	StatusUnknown Status = iota
	StatusOptimal
	StatusInfeasible
	StatusUnbounded
	StatusTimeLimit
	StatusInterrupted
)

// String returns the status in the words of the JSON result.
func (s Status) String() string {
	switch s {
	case StatusOptimal:
		return "optimal"
	case StatusInfeasible:
		return "infeasible"
	case StatusUnbounded:
		return "unbounded"
	case StatusTimeLimit:
		return "time limit"
	case StatusInterrupted:
		return "interrupted"
	default:
		return "unknown"
	}
}

// Solver opens sessions on problems. A Solver is safe for concurrent use; a
// Session is not.
type Solver interface {
	// Name and Version identify the solver in certificates, e.g. "HiGHS", "1.10.0".
	Name() string
	Version() string
	// Open loads p, which must pass p.Check, and keeps no reference to it.
	Open(p *Problem) (Session, error)
}

// Session is one loaded problem that is solved again and again after its
// costs or bounds change; the solver starts each time from the last basis.
type Session interface {
	// SetCosts replaces all costs; len(cost) = columns. The slice is not kept.
	SetCosts(cost []float64) error
	// SetColBounds replaces the bounds of the listed columns; the three slices have one length.
	SetColBounds(cols []int32, lo, up []float64) error
	// SetRowBounds replaces the bounds of the listed rows; the three slices have one length.
	SetRowBounds(rows []int32, lo, up []float64) error
	// SetCoeff replaces one coefficient, which need not be in the matrix yet; zero removes it.
	SetCoeff(row, col int32, value float64) error
	// Basis writes the basis of the last solve into b, whose slices are reused; b
	// becomes None when there is none or the solver keeps none.
	Basis(b *Basis) error
	// SetBasis makes the next solve start from b as if nothing had been solved
	// before: sessions that were opened on equal problems, and got equal bounds and
	// costs and one basis, answer with the same bits whatever each of them solved
	// earlier. A b that is None makes it start anew. A changed coefficient is
	// outside this promise, since a solver may file it elsewhere than the one it was
	// opened with.
	SetBasis(b Basis) error
	// Solve minimises and writes the outcome into s, whose slices are reused when they are long enough.
	// The error is ctx's when ctx ended first, or says that the solver could not
	// be asked; every other outcome is s.Status.
	Solve(ctx context.Context, s *Solution) error
	// Close frees the problem; it may be called twice.
	Close()
}

// Solution is the outcome of one solve. X, RowActivity, ColDual and RowDual
// are meaningful only when Status is StatusOptimal.
//
// Signs, for minimisation: RowDual[i] = ∂objective/∂(active bound of row i), so
// it is ≥ 0 at an active lower bound and ≤ 0 at an active upper bound, and
// ColDual[j] = Cost[j] − Σ_i A[i,j]·RowDual[i], which is ≥ 0 where x sits at its lower
// bound and ≤ 0 where it sits at its upper bound.
type Solution struct {
	Status      Status
	Objective   float64
	X           []float64 // len = columns
	ColDual     []float64 // len = columns
	RowActivity []float64 // len = rows
	RowDual     []float64 // len = rows
	Iterations  int
}
