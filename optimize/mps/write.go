package mps

import (
	"bufio"
	"io"
	"math"
	"strconv"

	"fenhu/optimize"
)

// Write writes p under a name without spaces. Row i is ri and column j is cj; the
// objective, which is minimised, is cost. Numbers are written so that the same
// doubles are read back, but for the lower side of a row with two sides, which MPS
// keeps as a difference.
func Write(w io.Writer, name string, p *optimize.Problem) error {
	out := &writer{bufio.NewWriterSize(w, 1<<16), nil}
	out.line("NAME ", name, " FREE") // some readers take it for the fixed form otherwise
	out.line("ROWS")
	out.line(" N cost")
	for i := range p.NumRows() {
		out.line(" ", kind(p.RowMin[i], p.RowMax[i]), " ", row(i))
	}
	out.line("COLUMNS")
	for j := range p.NumCols() {
		if p.Cost[j] != 0 || p.Start[j] == p.Start[j+1] {
			out.line(" ", col(j), " cost ", num(p.Cost[j]))
		}
		for k := p.Start[j]; k < p.Start[j+1]; k++ {
			out.line(" ", col(j), " ", row(int(p.Index[k])), " ", num(p.Value[k]))
		}
	}
	out.line("RHS")
	for i := range p.NumRows() {
		side := p.RowMax[i]
		if math.IsInf(side, 1) {
			side = p.RowMin[i]
		}
		if side != 0 && !math.IsInf(side, 0) {
			out.line(" rhs ", row(i), " ", num(side))
		}
	}
	out.line("RANGES")
	for i := range p.NumRows() {
		if lo, up := p.RowMin[i], p.RowMax[i]; lo < up && !math.IsInf(lo, 0) && !math.IsInf(up, 0) {
			out.line(" range ", row(i), " ", num(up-lo))
		}
	}
	out.line("BOUNDS")
	for j := range p.NumCols() {
		out.bounds(col(j), p.ColMin[j], p.ColMax[j])
	}
	out.line("ENDATA")
	if out.err != nil {
		return out.err
	}
	return out.Flush()
}

// kind is the letter of a row: what has two sides is at most its upper one, less a range.
func kind(lo, up float64) string {
	switch {
	case lo == up:
		return "E"
	case !math.IsInf(up, 1):
		return "L"
	case !math.IsInf(lo, -1):
		return "G"
	default:
		return "N"
	}
}

// bounds writes what differs from 0 and none.
func (w *writer) bounds(col string, lo, up float64) {
	switch {
	case lo == up:
		w.line(" FX bound ", col, " ", num(lo))
		return
	case math.IsInf(lo, -1) && math.IsInf(up, 1):
		w.line(" FR bound ", col)
		return
	case math.IsInf(lo, -1):
		w.line(" MI bound ", col)
	case lo != 0:
		w.line(" LO bound ", col, " ", num(lo))
	}
	if !math.IsInf(up, 1) {
		w.line(" UP bound ", col, " ", num(up))
	}
}

type writer struct {
	*bufio.Writer

	err error // the first one
}

func (w *writer) line(words ...string) {
	for _, s := range words {
		if _, err := w.WriteString(s); w.err == nil {
			w.err = err
		}
	}
	if err := w.WriteByte('\n'); w.err == nil {
		w.err = err
	}
}

func row(i int) string { return "r" + strconv.Itoa(i) }

func col(j int) string { return "c" + strconv.Itoa(j) }

func num(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
