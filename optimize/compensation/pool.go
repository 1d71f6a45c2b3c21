package compensation

import (
	"fmt"

	"fenhu/optimize/sharing"
)

// PoolNet is what each party receives (> 0) or pays into a pool net, when it is
// filled by contribution and paid out by distribution, both by share (RULES
// EC-16). The amounts sum to zero. The shares are as Divide wants them.
func PoolNet(pool Money, contribution, distribution []float64) ([]Money, error) {
	if len(contribution) != len(distribution) {
		return nil, fmt.Errorf("compensation: %d contributions and %d distributions", len(contribution), len(distribution))
	}
	in, err := pool.Divide(contribution)
	if err != nil {
		return nil, err
	}
	out, err := pool.Divide(distribution)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i] -= in[i]
	}
	return out, nil
}

// Forfeit moves the distribution share of a party whose section failed to
// others, in proportion to to (RULES EC-16). distribution is not changed.
func Forfeit(distribution []float64, failed int, to []float64) ([]float64, error) {
	parts, err := sharing.Proportional(distribution[failed], to)
	if err != nil {
		return nil, err
	}
	out := append([]float64(nil), distribution...)
	out[failed] = 0
	for i, p := range parts {
		out[i] += p
	}
	return out, nil
}

// FactorShares are shares by several factors: Σ_f weight_f·x_fi/Σx_f (RULES
// EC-18). Each factor has a value for each party.
func FactorShares(weights []float64, factors [][]float64) ([]float64, error) {
	if len(weights) != len(factors) || len(factors) == 0 {
		return nil, fmt.Errorf("compensation: %d weights for %d factors", len(weights), len(factors))
	}
	out := make([]float64, len(factors[0]))
	for f, values := range factors {
		if len(values) != len(out) {
			return nil, fmt.Errorf("compensation: factor %d has %d values, want %d", f+1, len(values), len(out))
		}
		parts, err := sharing.Proportional(weights[f], values)
		if err != nil {
			return nil, err
		}
		for i, p := range parts {
			out[i] += p
		}
	}
	return out, nil
}
