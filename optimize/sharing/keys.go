package sharing

import (
	"errors"
	"fmt"
	"math"
)

// Proportional divides a total by a key: volumes used, benefits, capacities,
// population (RULES AC-07). The key must be finite, not negative and not all zero.
func Proportional(total float64, key []float64) ([]float64, error) {
	sum := 0.0
	for i, k := range key {
		if !(k >= 0) || math.IsInf(k, 0) {
			return nil, fmt.Errorf("sharing: key %d is %g, want 0 or more", i, k)
		}
		sum += k
	}
	if sum == 0 {
		return nil, errors.New("sharing: the key is zero for all")
	}
	x := make([]float64, len(key))
	for i, k := range key {
		x[i] = total * k / sum
	}
	return x, nil
}

// Separable divides by separable costs and remaining benefits (SCRB, RULES
// AC-04): each pays what it adds to the cost of all others, and the rest is
// divided by what is left of its benefit, or of its cheapest alternative where
// that is less:
//
//	s_j = c(N) − c(N∖j),  r_j = min(B_j, A_j) − s_j,  x_j = s_j + r_j/Σr · (c(N) − Σs)
//
// alternative may be nil, which means what each pays alone; benefit may be nil
// where it exceeds the alternative. A remaining benefit below zero counts as zero;
// where all are, the rest is divided evenly. The game must pass Check and the
// slices have its players' length.
func Separable(g *Game, benefit, alternative []float64) []float64 {
	n := len(g.Players)
	x, remaining := make([]float64, n), make([]float64, n)
	rest, sum := g.Total(), 0.0
	for j := range x {
		x[j] = g.Total() - g.Cost[g.All()&^(1<<j)]
		worth := g.Cost[1<<j]
		if alternative != nil {
			worth = alternative[j]
		}
		if benefit != nil {
			worth = min(worth, benefit[j])
		}
		remaining[j] = max(0, worth-x[j])
		rest -= x[j]
		sum += remaining[j]
	}
	for j := range x {
		if sum == 0 {
			x[j] += rest / float64(n)
		} else {
			x[j] += rest * remaining[j] / sum
		}
	}
	return x
}
