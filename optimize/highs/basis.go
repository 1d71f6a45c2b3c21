package highs

import (
	"fmt"

	"fenhu/optimize"
)

// Basis copies the basis of the last solve; there is none before the first one
// and after one that left HiGHS without.
func (s *session) Basis(b *optimize.Basis) error {
	m := s.model
	if m.h == nil {
		return errClosed
	}
	if !s.based {
		*b = optimize.Basis{}
		return nil
	}
	s.statuses = resizeInts(s.statuses, m.cols+m.rows)
	if err := m.getBasis(s.statuses[:m.cols], s.statuses[m.cols:]); err != nil {
		return err
	}
	b.Col, b.Row = b.Col[:0], b.Row[:0]
	for i, status := range s.statuses {
		if i < m.cols {
			b.Col = append(b.Col, optimize.BasisStatus(status)) //nolint:gosec // 0 to 4
		} else {
			b.Row = append(b.Row, optimize.BasisStatus(status)) //nolint:gosec // 0 to 4
		}
	}
	return nil
}

// SetBasis drops everything that HiGHS learnt from earlier solves (factors, edge
// weights, densities, and the random numbers of its perturbations, which
// otherwise go on from solve to solve) and sets the basis. The values of
// optimize.BasisStatus are those of HiGHS. What outlives it is the scaling, which
// HiGHS computes once from the matrix as it was at the first solve, and the
// place in its column of a coefficient that was removed and set again.
func (s *session) SetBasis(b optimize.Basis) error {
	m := s.model
	if m.h == nil {
		return errClosed
	}
	if b.None() {
		m.forget()
		s.based = false
		return nil
	}
	if len(b.Col) != m.cols || len(b.Row) != m.rows {
		return fmt.Errorf("highs: a basis of %d columns and %d rows for %d and %d", len(b.Col), len(b.Row), m.cols, m.rows)
	}
	s.statuses = resizeInts(s.statuses, m.cols+m.rows)
	basic := 0
	for i := range s.statuses {
		var status optimize.BasisStatus
		if i < m.cols {
			status = b.Col[i]
		} else {
			status = b.Row[i-m.cols]
		}
		if status < optimize.AtLower || status > optimize.Nonbasic {
			return fmt.Errorf("highs: basis status %d", status)
		}
		if status == optimize.Basic {
			basic++
		}
		s.statuses[i] = int32(status)
	}
	if basic != m.rows { // HiGHS would print it
		return fmt.Errorf("highs: a basis with %d basic columns for %d rows", basic, m.rows)
	}
	m.forget()
	s.based = false
	if m.cols == 0 || m.rows == 0 {
		return nil
	}
	if err := m.setBasis(s.statuses[:m.cols], s.statuses[m.cols:]); err != nil {
		return err
	}
	s.based, s.recost = true, false
	return nil
}

func resizeInts(s []int32, n int) []int32 {
	if cap(s) < n {
		return make([]int32, n)
	}
	return s[:n]
}
