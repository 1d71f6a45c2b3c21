package highs

import (
	"errors"
	"fmt"
	"math"

	"fenhu/optimize"
)

// Solver opens sessions on HiGHS. It holds no state but its options.
type Solver struct{ options Options }

var _ optimize.Solver = (*Solver)(nil)

// New returns a solver with options o.
func New(o Options) *Solver { return &Solver{o} }

// Name is "HiGHS".
func (*Solver) Name() string { return "HiGHS" }

// Version is that of the linked HiGHS library, e.g. "1.10.0".
func (*Solver) Version() string { return version() }

// Open loads p into a new HiGHS model. Beyond p.Check, HiGHS refuses
// coefficients above 1e15; bounds beyond ±1e20 mean infinity. The session must
// be closed: its memory is not the garbage collector's.
func (s *Solver) Open(p *optimize.Problem) (optimize.Session, error) {
	if err := p.Check(); err != nil {
		return nil, err
	}
	m := newModel()
	if err := s.options.apply(m.raw); err != nil {
		m.destroy()
		return nil, fmt.Errorf("highs: options: %w", err)
	}
	if err := m.load(p); err != nil {
		m.destroy()
		return nil, err
	}
	session := &session{model: m, options: s.options}
	if m.cols == 0 {
		session.rowMin, session.rowMax = append([]float64{}, p.RowMin...), append([]float64{}, p.RowMax...)
	}
	return session, nil
}

// session is one model in HiGHS.
type session struct {
	model   *model
	options Options
	based   bool // HiGHS holds a basis of the whole model
	recost  bool // the costs changed since the basis was optimal

	presolve string // of the last run
	strategy int

	statuses []int32 // columns, then rows: room for a basis on its way

	// Kept only for a problem without columns, which HiGHS calls empty and does not judge.
	rowMin, rowMax []float64
}

var errClosed = errors.New("highs: session is closed")

// SetCosts replaces all costs.
func (s *session) SetCosts(cost []float64) error {
	if s.model.h == nil {
		return errClosed
	}
	if len(cost) != s.model.cols {
		return fmt.Errorf("highs: %d costs for %d columns", len(cost), s.model.cols)
	}
	for j, c := range cost {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			return fmt.Errorf("highs: column %d has cost %g", j, c)
		}
	}
	if len(cost) == 0 {
		return nil
	}
	s.recost = s.based
	return s.model.setCosts(cost)
}

// SetColBounds replaces the bounds of the listed columns, each listed once.
func (s *session) SetColBounds(cols []int32, lo, up []float64) error {
	if s.model.h == nil {
		return errClosed
	}
	if err := checkBounds("column", s.model.cols, cols, lo, up); err != nil || len(cols) == 0 {
		return err
	}
	return s.model.setColBounds(cols, lo, up)
}

// SetRowBounds replaces the bounds of the listed rows, each listed once.
func (s *session) SetRowBounds(rows []int32, lo, up []float64) error {
	if s.model.h == nil {
		return errClosed
	}
	if err := checkBounds("row", s.model.rows, rows, lo, up); err != nil || len(rows) == 0 {
		return err
	}
	if s.rowMin != nil {
		for k, i := range rows {
			s.rowMin[i], s.rowMax[i] = lo[k], up[k]
		}
	}
	return s.model.setRowBounds(rows, lo, up)
}

// checkBounds refuses what HiGHS would take with a mere warning, or worse.
func checkBounds(what string, n int, set []int32, lo, up []float64) error {
	if len(lo) != len(set) || len(up) != len(set) {
		return fmt.Errorf("highs: %d %ss with %d lower and %d upper bounds", len(set), what, len(lo), len(up))
	}
	for k, i := range set {
		if i < 0 || int(i) >= n {
			return fmt.Errorf("highs: %s %d of %d", what, i, n)
		}
		if !(lo[k] <= up[k]) || math.IsInf(lo[k], 1) || math.IsInf(up[k], -1) {
			return fmt.Errorf("highs: %s %d has bounds [%g, %g]", what, i, lo[k], up[k])
		}
	}
	return nil
}

// SetCoeff replaces one coefficient; zero removes it.
func (s *session) SetCoeff(row, col int32, value float64) error {
	m := s.model
	if m.h == nil {
		return errClosed
	}
	if row < 0 || int(row) >= m.rows || col < 0 || int(col) >= m.cols {
		return fmt.Errorf("highs: coefficient (%d, %d) of a %d by %d matrix", row, col, m.rows, m.cols)
	}
	if math.IsNaN(value) || math.IsInf(value, 0) || value != 0 && math.Abs(value) <= 1e-9 {
		return fmt.Errorf("highs: coefficient (%d, %d) is %g", row, col, value)
	}
	return m.setCoeff(row, col, value)
}

// Close frees the model.
func (s *session) Close() { s.model.destroy() }
