package simplex

import "math"

// form is the standard form of a problem:
//
//	minimise c·z  subject to  a·z = b,  z ≥ 0
//
// where a column x of the problem is base + sign·z, or the difference of two z
// if it is free. A column or row bounded on both sides adds a row for its width.
type form struct {
	cols []column
	b    []float64

	base    []float64 // value of each column of the problem where its z are zero
	rowOf   []int     // row of the form for each row of the problem, -1 for one without limits
	relaxed bool      // finite bounds were taken as infinite
}

// column is one z.
type column struct {
	of      int // column of the problem, -1 for a slack
	sign    float64
	cost    float64
	entries []entry
}

type entry struct {
	row   int
	value float64
}

// standard writes the problem in standard form, taking bounds of at least
// infinite as none.
func (s *session) standard(infinite float64) *form {
	f := &form{base: make([]float64, len(s.cost)), rowOf: make([]int, len(s.rowMin))}
	limits := func(lo, up float64) (float64, float64) {
		if lo <= -infinite {
			f.relaxed = f.relaxed || !math.IsInf(lo, 0)
			lo = math.Inf(-1)
		}
		if up >= infinite {
			f.relaxed = f.relaxed || !math.IsInf(up, 0)
			up = math.Inf(1)
		}
		return lo, up
	}
	for i := range s.rowMin {
		f.rowOf[i] = -1
		if lo, up := limits(s.rowMin[i], s.rowMax[i]); !math.IsInf(lo, 0) || !math.IsInf(up, 0) {
			f.rowOf[i] = f.addRow(0)
		}
	}
	for j := range s.cost {
		lo, up := limits(s.colMin[j], s.colMax[j])
		switch {
		case lo == up:
			f.base[j] = lo
		case !math.IsInf(lo, 0):
			f.base[j] = lo
			z := f.addColumn(s, j, 1)
			if !math.IsInf(up, 0) {
				width := f.addRow(up - lo)
				f.cols[z].entries = append(f.cols[z].entries, entry{width, 1})
				f.addSlack(entry{width, 1})
			}
		case !math.IsInf(up, 0):
			f.base[j] = up
			f.addColumn(s, j, -1)
		default:
			f.addColumn(s, j, 1)
			f.addColumn(s, j, -1)
		}
	}
	for i, r := range f.rowOf {
		if r < 0 {
			continue
		}
		atBase := 0.0
		for j, v := range s.a[i] {
			atBase += v * f.base[j]
		}
		lo, up := limits(s.rowMin[i], s.rowMax[i])
		switch {
		case lo == up:
			f.b[r] = lo - atBase
		case math.IsInf(up, 0):
			f.b[r] = lo - atBase
			f.addSlack(entry{r, -1})
		case math.IsInf(lo, 0):
			f.b[r] = up - atBase
			f.addSlack(entry{r, 1})
		default:
			f.b[r] = lo - atBase
			width := f.addRow(up - lo)
			f.addSlack(entry{r, -1}, entry{width, 1})
			f.addSlack(entry{width, 1})
		}
	}
	return f
}

func (f *form) addRow(b float64) int {
	f.b = append(f.b, b)
	return len(f.b) - 1
}

func (f *form) addColumn(s *session, j int, sign float64) int {
	c := column{of: j, sign: sign, cost: sign * s.cost[j]}
	for i, r := range f.rowOf {
		if v := s.a[i][j]; r >= 0 && v != 0 {
			c.entries = append(c.entries, entry{r, sign * v})
		}
	}
	f.cols = append(f.cols, c)
	return len(f.cols) - 1
}

func (f *form) addSlack(entries ...entry) {
	f.cols = append(f.cols, column{of: -1, entries: entries})
}
