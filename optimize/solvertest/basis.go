package solvertest

import (
	"math"
	"math/rand/v2"
	"testing"

	"fenhu/optimize"
)

func (s suite) bases(t *testing.T) { StartsFromBasis(t, s.Solver, 3, 2) }

// StartsFromBasis solves one river of reservoirs from one basis again and again, each time
// after a detour over other bounds and costs, in the session that made the
// basis and in one that never saw it, and asks for the same bits each time.
func StartsFromBasis(t *testing.T, solver optimize.Solver, nodes, months int) {
	t.Helper()
	s := suite{solver}
	for seed := range uint64(10) {
		r := seeded(seed, 5)
		p := Reservoirs(r, nodes, months)
		first, second := s.open(t, p), s.open(t, p)
		var sol, want, got optimize.Solution
		var basis, end optimize.Basis
		solve(t, first, &sol)
		if err := first.Basis(&basis); err != nil {
			t.Fatal(err)
		}
		if err := first.Basis(&end); err != nil || !end.None() && len(end.Col) != p.NumCols() {
			t.Fatalf("the second reading: %v, %d columns", err, len(end.Col))
		}
		changed := shaken(r, p) // the programme that is asked for
		for round := range 6 {
			session := first
			if round%2 == 1 {
				session = second
			}
			for range r.IntN(4) {
				send(t, session, shaken(r, p))
				solve(t, session, &sol)
			}
			send(t, session, changed)
			if err := session.SetBasis(basis); err != nil {
				t.Fatal(err)
			}
			if round == 0 {
				solve(t, session, &want)
				CheckOptimal(t, changed, &want, Tolerance)
				continue
			}
			solve(t, session, &got)
			if !sameBits(&got, &want) {
				t.Errorf("seed %d round %d: other bits: objective %.17g after %d iterations, was %.17g after %d",
					seed, round, got.Objective, got.Iterations, want.Objective, want.Iterations)
			}
		}
		first.Close()
		second.Close()
	}
}

func (s suite) open(t *testing.T, p *optimize.Problem) optimize.Session {
	t.Helper()
	session, err := s.Open(p)
	if err != nil {
		t.Fatal(err)
	}
	return session
}

func solve(t *testing.T, s optimize.Session, sol *optimize.Solution) {
	t.Helper()
	if err := s.Solve(t.Context(), sol); err != nil {
		t.Fatal(err)
	}
	if sol.Status != optimize.StatusOptimal {
		t.Fatalf("status %v", sol.Status)
	}
}

// shaken is p with other inflows, costs and column bounds.
func shaken(r *rand.Rand, p *optimize.Problem) *optimize.Problem {
	q := *p
	q.Cost, q.ColMax = append([]float64{}, p.Cost...), append([]float64{}, p.ColMax...)
	q.RowMin = append([]float64{}, p.RowMin...)
	for i := range q.RowMin {
		q.RowMin[i] *= 0.5 + r.Float64()
	}
	for j := range q.ColMax {
		q.Cost[j] *= 0.5 + r.Float64()
		q.ColMax[j] = math.Max(q.ColMin[j], q.ColMax[j]*(0.8+0.4*r.Float64()))
	}
	q.RowMax = q.RowMin
	return &q
}

// send tells a session the bounds and costs of p.
func send(t *testing.T, s optimize.Session, p *optimize.Problem) {
	t.Helper()
	list := func(n int) []int32 {
		out := make([]int32, n)
		for i := range out {
			out[i] = int32(i)
		}
		return out
	}
	for _, err := range []error{
		s.SetCosts(p.Cost),
		s.SetColBounds(list(p.NumCols()), p.ColMin, p.ColMax),
		s.SetRowBounds(list(p.NumRows()), p.RowMin, p.RowMax),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func sameBits(a, b *optimize.Solution) bool {
	same := math.Float64bits(a.Objective) == math.Float64bits(b.Objective) && a.Iterations == b.Iterations
	for _, pair := range [][2][]float64{{a.X, b.X}, {a.ColDual, b.ColDual}, {a.RowActivity, b.RowActivity}, {a.RowDual, b.RowDual}} {
		for i := range pair[0] {
			same = same && math.Float64bits(pair[0][i]) == math.Float64bits(pair[1][i])
		}
	}
	return same
}

func (s suite) malformedBases(t *testing.T) {
	session := s.open(t, twoDemands())
	defer session.Close()
	if err := session.SetBasis(optimize.Basis{Col: make([]optimize.BasisStatus, 1)}); err == nil {
		t.Error("got no error for a basis of another size")
	}
	if err := session.SetBasis(optimize.Basis{}); err != nil {
		t.Errorf("no basis: %v", err)
	}
	var sol optimize.Solution
	solve(t, session, &sol)
	CheckOptimal(t, twoDemands(), &sol, Tolerance)
	session.Close()
	if err := session.SetBasis(optimize.Basis{}); err == nil {
		t.Error("got no error from a closed session")
	}
	if err := session.Basis(new(optimize.Basis)); err == nil {
		t.Error("got no error from a closed session")
	}
}
