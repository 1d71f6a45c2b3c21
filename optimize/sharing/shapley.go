package sharing

import (
	"errors"
	"math"
	"math/rand/v2"
)

// Shapley is the mean, over all orders in which the players may join, of what
// each adds to the cost (RULES AC-05):
//
//	x_i = Σ_S |S|!(n−|S|−1)!/n! · [c(S∪i) − c(S)]
//
// The game must pass Check. The shares sum to the total.
func Shapley(g *Game) []float64 {
	n := len(g.Players)
	weight := make([]float64, n) // of coalitions of each size
	for k := range weight {
		weight[k] = 1 / (float64(n) * choose(n-1, k))
	}
	x := make([]float64, n)
	for s := range g.All() {
		for i := range x {
			if !s.Has(i) {
				x[i] += weight[s.Size()] * (g.Cost[s|1<<i] - g.Cost[s])
			}
		}
	}
	return x
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// MostSampled bounds a game that is sampled.
const MostSampled = 32

// SampleShapley estimates Shapley's value of a game whose coalitions are too
// many to know: cost is asked for the coalitions along random orders and their
// reverses, which cancel much of the error. It returns the shares, which sum to the
// total, and the standard error of each. The same seed gives the same orders. The
// error is cost's, or says that players or pairs of orders are out of range.
func SampleShapley(players, pairs int, seed uint64, cost func(Coalition) (float64, error)) (x, deviation []float64, err error) {
	if players < 1 || players > MostSampled || pairs < 2 {
		return nil, nil, errors.New("sharing: sampling wants 1 to 32 players and two pairs of orders or more")
	}
	r := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // an estimate that must be repeatable, no secret
	known := map[Coalition]float64{0: 0}
	ask := func(s Coalition) (float64, error) {
		c, ok := known[s]
		if !ok {
			if c, err = cost(s); err != nil {
				return 0, err
			}
			known[s] = c
		}
		return c, nil
	}
	x, square := make([]float64, players), make([]float64, players)
	added := make([]float64, players)
	for range pairs {
		order := r.Perm(players)
		clear(added)
		for _, back := range []bool{false, true} {
			s, before := Coalition(0), 0.0
			for k := range order {
				i := order[k]
				if back {
					i = order[players-1-k]
				}
				s |= 1 << i
				c, err := ask(s)
				if err != nil {
					return nil, nil, err
				}
				added[i] += (c - before) / 2
				before = c
			}
		}
		for i, v := range added {
			x[i] += v
			square[i] += v * v
		}
	}
	n := float64(pairs)
	for i := range x {
		x[i] /= n
		square[i] = math.Sqrt(max(0, square[i]/n-x[i]*x[i]) / (n - 1))
	}
	return x, square, nil
}
