package mps

import (
	"context"
	"slices"

	"fenhu/optimize"
)

// Recorder is a solver that shows every programme it has solved, with the bounds
// and costs of that moment. It is for one run at a time.
type Recorder struct {
	optimize.Solver

	// Solved is told the number of the programme, from 1, the programme and its
	// solution, neither of which may be kept. Its error ends the run.
	Solved func(n int, p *optimize.Problem, s *optimize.Solution) error

	solved int
}

// Open opens a session whose solves are shown.
func (r *Recorder) Open(p *optimize.Problem) (optimize.Session, error) {
	s, err := r.Solver.Open(p)
	if err != nil {
		return nil, err
	}
	return &session{s, r, &optimize.Problem{
		Cost: slices.Clone(p.Cost), ColMin: slices.Clone(p.ColMin), ColMax: slices.Clone(p.ColMax),
		RowMin: slices.Clone(p.RowMin), RowMax: slices.Clone(p.RowMax),
		Start: slices.Clone(p.Start), Index: slices.Clone(p.Index), Value: slices.Clone(p.Value),
	}}, nil
}

// session keeps the problem as it is now beside the session that solves it.
type session struct {
	optimize.Session

	r *Recorder
	p *optimize.Problem
}

func (s *session) SetCosts(cost []float64) error {
	if err := s.Session.SetCosts(cost); err != nil {
		return err
	}
	copy(s.p.Cost, cost)
	return nil
}

func (s *session) SetColBounds(cols []int32, lo, up []float64) error {
	if err := s.Session.SetColBounds(cols, lo, up); err != nil {
		return err
	}
	for k, j := range cols {
		s.p.ColMin[j], s.p.ColMax[j] = lo[k], up[k]
	}
	return nil
}

func (s *session) SetRowBounds(rows []int32, lo, up []float64) error {
	if err := s.Session.SetRowBounds(rows, lo, up); err != nil {
		return err
	}
	for k, i := range rows {
		s.p.RowMin[i], s.p.RowMax[i] = lo[k], up[k]
	}
	return nil
}

func (s *session) SetCoeff(row, col int32, value float64) error {
	if err := s.Session.SetCoeff(row, col, value); err != nil {
		return err
	}
	p := s.p
	from, to := p.Start[col], p.Start[col+1]
	at, found := slices.BinarySearch(p.Index[from:to], row)
	k, shift := int(from)+at, int32(0)
	switch {
	case found && value != 0:
		p.Value[k] = value
	case found:
		p.Index, p.Value, shift = slices.Delete(p.Index, k, k+1), slices.Delete(p.Value, k, k+1), -1
	case value != 0:
		p.Index, p.Value, shift = slices.Insert(p.Index, k, row), slices.Insert(p.Value, k, value), 1
	}
	for j := int(col) + 1; shift != 0 && j < len(p.Start); j++ {
		p.Start[j] += shift
	}
	return nil
}

func (s *session) Solve(ctx context.Context, sol *optimize.Solution) error {
	if err := s.Session.Solve(ctx, sol); err != nil {
		return err
	}
	s.r.solved++
	return s.r.Solved(s.r.solved, s.p, sol)
}
