package ensemble

import (
	"cmp"
	"slices"
)

// Distribution is what an ensemble says of one number, such as the shortage of
// a county in a month: the value of each trace with the trace's weight.
type Distribution struct {
	values []float64 // rising
	before []float64 // weight of the values up to and with each
	total  float64
	n      float64 // traces of some weight
}

// Distribute sorts the values of the traces; weights are as in Trace.Weight, nil
// for equal weights. Traces of weight zero count for nothing. The slices are not
// kept. len(weights) must be len(values).
func Distribute(values, weights []float64) Distribution {
	type item struct{ value, weight float64 }
	items := make([]item, 0, len(values))
	for k, v := range values {
		w := 1.0
		if weights != nil {
			w = weights[k]
		}
		if w > 0 {
			items = append(items, item{v, w})
		}
	}
	slices.SortFunc(items, func(a, b item) int { return cmp.Or(cmp.Compare(a.value, b.value), cmp.Compare(a.weight, b.weight)) })
	d := Distribution{n: float64(len(items))}
	for _, x := range items {
		d.total += x.weight
		d.values, d.before = append(d.values, x.value), append(d.before, d.total)
	}
	return d
}

// Mean is the expected value; 0 without traces.
func (d Distribution) Mean() float64 {
	sum, last := 0.0, 0.0
	for k, v := range d.values {
		sum += v * (d.before[k] - last)
		last = d.before[k]
	}
	if d.total == 0 {
		return 0
	}
	return sum / d.total
}

// Quantile is the value exceeded with probability p, between the values of the
// traces by straight lines. The k-th largest of n equal traces has the exceedance
// k/(n+1) (RULES DR-01); beyond the first and the last the extreme value is returned.
func (d Distribution) Quantile(p float64) float64 {
	if len(d.values) == 0 {
		return 0
	}
	room := d.total + d.total/d.n
	want := (1 - p) * room // weight that lies at or below the value
	k, _ := slices.BinarySearch(d.before, want)
	switch {
	case k == 0:
		return d.values[0]
	case k == len(d.values):
		return d.values[k-1]
	}
	share := (want - d.before[k-1]) / (d.before[k] - d.before[k-1])
	return d.values[k-1] + share*(d.values[k]-d.values[k-1])
}

// Above is the probability of a value greater than x.
func (d Distribution) Above(x float64) float64 {
	if d.total == 0 {
		return 0
	}
	k, _ := slices.BinarySearchFunc(d.values, x, func(v, x float64) int {
		if v <= x {
			return -1
		}
		return 1
	})
	if k == 0 {
		return 1
	}
	return 1 - d.before[k-1]/d.total
}

// Tail is the expected value of the largest values that together have the
// probability share, the conditional value at risk CVaR of 1 − share
// (Rockafellar and Uryasev, 2000). share must be in (0, 1].
func (d Distribution) Tail(share float64) float64 {
	want := share * d.total
	sum, left := 0.0, want
	for k := len(d.values) - 1; k >= 0 && left > 0; k-- {
		w := d.before[k]
		if k > 0 {
			w -= d.before[k-1]
		}
		w = min(w, left)
		sum += w * d.values[k]
		left -= w
	}
	if want == 0 {
		return 0
	}
	return sum / (want - max(left, 0))
}

// Steps are the points (value, probability of a greater or equal value) of the
// exceedance curve, values falling, at most n of them evenly over the traces.
func (d Distribution) Steps(n int) []Exceeded {
	count := min(n, len(d.values))
	out := make([]Exceeded, 0, count)
	for i := range count {
		k := len(d.values) - 1
		if count > 1 {
			k -= i * (len(d.values) - 1) / (count - 1)
		}
		below := 0.0
		if k > 0 {
			below = d.before[k-1]
		}
		out = append(out, Exceeded{Value: d.values[k], Probability: (d.total - below) / (d.total + d.total/d.n)})
	}
	return out
}

// Exceeded is a point of an exceedance curve.
type Exceeded struct {
	Value       float64 `json:"value"`
	Probability float64 `json:"probability"` // m/(n+1) [-]
}
