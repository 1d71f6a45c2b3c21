package network

import (
	"encoding/json"
	"math"
	"strconv"
)

// Quantity is a figure that may differ by planning year and by month. In a
// document it is a number, a list of twelve numbers (January first), or a map
// from planning year to either. Between two given years it is interpolated
// linearly, outside them the nearest one holds.
type Quantity struct {
	years  []int       // rising; empty when one value holds for all years
	values [][]float64 // per year (or one): 1 or 12 numbers
}

// Const is the quantity v in every year and month.
func Const(v float64) Quantity { return Quantity{values: [][]float64{{v}}} }

// Monthly is the quantity of twelve values, January first.
func Monthly(v [12]float64) Quantity { return Quantity{values: [][]float64{v[:]}} }

// IsSet says whether the document gave the quantity.
func (q Quantity) IsSet() bool { return len(q.values) > 0 }

// IsMonthly says whether the quantity differs by month.
func (q Quantity) IsMonthly() bool {
	for _, v := range q.values {
		if len(v) > 1 {
			return true
		}
	}
	return false
}

// At is the figure for a planning year and a month (1–12); 0 when not set.
func (q Quantity) At(year, month int) float64 {
	if len(q.values) == 0 {
		return 0
	}
	if len(q.years) == 0 {
		return pick(q.values[0], month)
	}
	last := len(q.years) - 1
	if year <= q.years[0] {
		return pick(q.values[0], month)
	}
	if year >= q.years[last] {
		return pick(q.values[last], month)
	}
	i := 0
	for q.years[i+1] < year {
		i++
	}
	w := float64(year-q.years[i]) / float64(q.years[i+1]-q.years[i])
	return pick(q.values[i], month)*(1-w) + pick(q.values[i+1], month)*w
}

// Or is q when set, else the constant v.
func (q Quantity) Or(v float64) Quantity {
	if q.IsSet() {
		return q
	}
	return Const(v)
}

// Scale multiplies every figure of q by f.
func (q Quantity) Scale(f float64) Quantity {
	out := Quantity{years: q.years, values: make([][]float64, len(q.values))}
	for i, v := range q.values {
		w := make([]float64, len(v))
		for j := range v {
			w[j] = v[j] * f
		}
		out.values[i] = w
	}
	return out
}

// Mean is the mean over the twelve months for a planning year.
func (q Quantity) Mean(year int) float64 {
	if !q.IsMonthly() { // exactly the figure that was given
		return q.At(year, 1)
	}
	s := 0.0
	for m := 1; m <= 12; m++ {
		s += q.At(year, m)
	}
	return s / 12
}

func (q Quantity) each(f func(float64)) {
	for _, v := range q.values {
		for _, x := range v {
			f(x)
		}
	}
}

func (q Quantity) max() float64 {
	m := math.Inf(-1)
	q.each(func(x float64) { m = math.Max(m, x) })
	return m
}

func pick(v []float64, month int) float64 {
	if len(v) == 1 {
		return v[0]
	}
	return v[month-1]
}

// MarshalJSON writes the form the document uses.
func (q Quantity) MarshalJSON() ([]byte, error) {
	one := func(v []float64) any {
		if len(v) == 1 {
			return v[0]
		}
		return v
	}
	if len(q.values) == 0 {
		return []byte("null"), nil
	}
	if len(q.years) == 0 {
		return json.Marshal(one(q.values[0]))
	}
	m := make(map[string]any, len(q.years))
	for i, y := range q.years {
		m[strconv.Itoa(y)] = one(q.values[i])
	}
	return json.Marshal(m)
}

// IsZero lets encoders leave out a quantity that the document did not give.
func (q Quantity) IsZero() bool { return len(q.values) == 0 }
