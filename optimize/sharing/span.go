package sharing

import (
	"math"
	"slices"
)

// span is a space of vectors, kept as rows in echelon form.
type span struct {
	rows   [][]float64
	pivots []int
}

// indicator is the vector of a coalition of n players.
func indicator(s Coalition, n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		if s.Has(i) {
			v[i] = 1
		}
	}
	return v
}

// rest is what remains of v when its part in the span is taken away by
// elimination; v is overwritten.
func (p *span) rest(v []float64) []float64 {
	for r, row := range p.rows {
		f := v[p.pivots[r]]
		if f == 0 {
			continue
		}
		for i := range v {
			v[i] -= f * row[i]
		}
		v[p.pivots[r]] = 0
	}
	return v
}

// nothing is below what elimination of zeros and ones leaves by rounding.
const nothing = 1e-9

// largest is the place of the largest entry, −1 when all are nothing.
func largest(v []float64) int {
	at, most := -1, nothing
	for i, x := range v {
		if math.Abs(x) > most {
			at, most = i, math.Abs(x)
		}
	}
	return at
}

func (p *span) contains(v []float64) bool { return largest(p.rest(v)) < 0 }

// add widens the span by v unless it is in it.
func (p *span) add(v []float64) {
	v = p.rest(slices.Clone(v))
	at := largest(v)
	if at < 0 {
		return
	}
	f := v[at]
	for i := range v {
		v[i] /= f
	}
	p.rows, p.pivots = append(p.rows, v), append(p.pivots, at)
}
