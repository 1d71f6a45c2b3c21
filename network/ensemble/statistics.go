package ensemble

import (
	"math"

	"fenhu/network"
)

// Statistics are the moments of the annual volumes of a set, over the whole
// calendar years of all its traces, weights aside: what a generator must keep.
type Statistics struct {
	Years int         // years of all traces together
	Mean  []float64   // by node [万m³/a]
	Cv    []float64   // by node [-]
	Cs    []float64   // by node [-]
	Lag1  []float64   // correlation of a year with the one before in the same trace, by node [-]; 0 for traces of one year
	Cross [][]float64 // correlation of two nodes in a year [-]
}

// Statistics computes the moments of the annual volumes; h is the horizon of
// the traces. Years are zero when the horizon holds no whole calendar year.
func (s *Set) Statistics(h network.Horizon) Statistics {
	spans := wholeYears(h)
	n := len(s.Nodes)
	out := Statistics{Years: len(spans) * len(s.Traces), Mean: make([]float64, n), Cv: make([]float64, n), Cs: make([]float64, n), Lag1: make([]float64, n)}
	if out.Years == 0 {
		return out
	}
	annual := make([][]float64, n) // by node: the years of trace 0, then of trace 1, …
	for i := range annual {
		for _, t := range s.Traces {
			for _, span := range spans {
				sum := 0.0
				for _, v := range t.Inflow[i][span[0]:span[1]] {
					sum += v
				}
				annual[i] = append(annual[i], sum)
			}
		}
		out.Mean[i], out.Cv[i], out.Cs[i] = moments(annual[i])
		out.Lag1[i] = lagOne(annual[i], len(spans))
	}
	for i := range n {
		row := make([]float64, n)
		for j := range row {
			row[j] = pearson(annual[i], annual[j])
		}
		out.Cross = append(out.Cross, row)
	}
	return out
}

// wholeYears are the steps [from, to) of the calendar years that a horizon holds whole.
func wholeYears(h network.Horizon) (spans [][2]int) {
	per := h.Kind.PerYear()
	for t := 0; t+per <= h.Len(); t++ {
		if h.Steps[t].Month != 1 || h.Steps[t].Start.Day() != 1 {
			continue
		}
		to := t
		for to < h.Len() && h.Steps[to].Start.Year() == h.Steps[t].Start.Year() {
			to++
		}
		if last := h.Steps[to-1]; last.Start.AddDate(0, 0, last.Days).Year() > h.Steps[t].Start.Year() {
			spans = append(spans, [2]int{t, to})
		}
		t = to - 1
	}
	return spans
}

// moments are the mean, the coefficient of variation and the skew of a sample.
func moments(x []float64) (mean, cv, cs float64) {
	for _, v := range x {
		mean += v
	}
	n := float64(len(x))
	mean /= n
	square, cube := 0.0, 0.0
	for _, v := range x {
		square += (v - mean) * (v - mean)
		cube += (v - mean) * (v - mean) * (v - mean)
	}
	if mean == 0 || square == 0 {
		return mean, 0, 0
	}
	deviation := math.Sqrt(square / n)
	return mean, deviation / mean, cube / n / (deviation * deviation * deviation)
}

// lagOne correlates each value with the one before in the same block.
func lagOne(x []float64, block int) float64 {
	var before, after []float64
	for k := range x {
		if k%block > 0 {
			before, after = append(before, x[k-1]), append(after, x[k])
		}
	}
	return pearson(before, after)
}

// pearson is the correlation of two samples; 0 when one has no spread.
func pearson(a, b []float64) float64 {
	if len(a) == 0 {
		return 0
	}
	n := float64(len(a))
	ma, mb := 0.0, 0.0
	for k := range a {
		ma, mb = ma+a[k]/n, mb+b[k]/n
	}
	ab, aa, bb := 0.0, 0.0, 0.0
	for k := range a {
		ab += (a[k] - ma) * (b[k] - mb)
		aa += (a[k] - ma) * (a[k] - ma)
		bb += (b[k] - mb) * (b[k] - mb)
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return ab / math.Sqrt(aa*bb)
}
