package optimize

import "math"

// i32 is i as the index type of solvers. A programme beyond its range would not
// fit into any machine this runs on.
func i32(i int) int32 {
	if i < 0 || i > math.MaxInt32 {
		panic("optimize: programme too large")
	}
	return int32(i)
}

// sparse collects the entries of a matrix in any order; entries of one place add up.
type sparse struct {
	rows, cols []int32
	vals       []float64
}

func (s *sparse) add(row, col int, v float64) {
	if v == 0 {
		return
	}
	s.rows, s.cols, s.vals = append(s.rows, i32(row)), append(s.cols, i32(col)), append(s.vals, v)
}

// columns sorts the entries by column and row by two counting sorts (by row,
// then stably by column), adds up duplicates and drops what cancels out.
func (s *sparse) columns(numRows, numCols int) (start, index []int32, value []float64) {
	byRow := order(s.rows, numRows, nil)
	byCol := order(s.cols, numCols, byRow)
	start = make([]int32, numCols+1)
	index, value = make([]int32, 0, len(s.vals)), make([]float64, 0, len(s.vals))
	col := int32(0)
	for _, e := range byCol {
		for ; col < s.cols[e]; col++ {
			start[col+1] = i32(len(index))
		}
		if last := len(index) - 1; last >= int(start[col]) && index[last] == s.rows[e] {
			value[last] += s.vals[e]
			continue
		}
		index, value = append(index, s.rows[e]), append(value, s.vals[e])
	}
	for ; int(col) < numCols; col++ {
		start[col+1] = i32(len(index))
	}
	return dropTiny(start, index, value)
}

// order is the stable counting sort of the entries by key.
func order(key []int32, n int, before []int32) []int32 {
	count := make([]int32, n+1)
	for _, k := range key {
		count[k+1]++
	}
	for i := range n {
		count[i+1] += count[i]
	}
	out := make([]int32, len(key))
	place := func(e int32) {
		out[count[key[e]]] = e
		count[key[e]]++
	}
	if before == nil {
		for e := range key {
			place(i32(e))
		}
		return out
	}
	for _, e := range before {
		place(e)
	}
	return out
}

// dropTiny removes coefficients that a solver would drop with a warning.
func dropTiny(start, index []int32, value []float64) ([]int32, []int32, []float64) {
	kept := int32(0)
	for j := range len(start) - 1 {
		from, to := start[j], start[j+1]
		start[j] = kept
		for k := from; k < to; k++ {
			if value[k] > tinyCoefficient || value[k] < -tinyCoefficient {
				index[kept], value[kept] = index[k], value[k]
				kept++
			}
		}
	}
	start[len(start)-1] = kept
	return start, index[:kept], value[:kept]
}
