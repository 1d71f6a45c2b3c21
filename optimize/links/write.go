package links

import (
	"bufio"
	"io"
	"math"
	"strconv"
	"strings"

	"fenhu/optimize"
)

// WriteTable writes t as a links table that Read reads back, number for number.
func (t *Table) WriteTable(w io.Writer) error {
	return t.lines(w, strings.Join(columns[:], ","), func(b []byte, a int) []byte {
		b = float(append(b, ','), t.Cost[a])
		b = float(append(b, ','), t.Amplitude[a])
		b = float(append(b, ','), limit(t.Lower[a]))
		return float(append(b, ','), limit(t.Upper[a]))
	})
}

func limit(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.Copysign(Unlimited, x)
	}
	return x
}

// WriteFlow writes what arrives at the end of each arc.
func (t *Table) WriteFlow(w io.Writer, s *optimize.Solution) error {
	return t.lines(w, "i,j,k,flow", func(b []byte, a int) []byte {
		return float(append(b, ','), s.X[a])
	})
}

// WriteBoundDual writes by how much the least cost changes if a bound of an arc
// is raised by one: dual_lower is never negative, dual_upper never positive.
func (t *Table) WriteBoundDual(w io.Writer, s *optimize.Solution) error {
	return t.lines(w, "i,j,k,dual_lower,dual_upper", func(b []byte, a int) []byte {
		b = float(append(b, ','), max(0, s.ColDual[a]))
		return float(append(b, ','), min(0, s.ColDual[a]))
	})
}

// WriteNodeDual writes by how much the least cost changes if one more unit has to
// be left at a node: what water is worth there.
func (t *Table) WriteNodeDual(w io.Writer, x *Network, s *optimize.Solution) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.WriteString("node,dual\n"); err != nil {
		return err
	}
	var b []byte
	for row, node := range x.Node {
		b = text(b[:0], t.Names.bytes(node))
		b = append(float(append(b, ','), s.RowDual[row]), '\n')
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
	return out.Flush()
}

// lines writes a line an arc: its i, j and k, and what rest appends.
func (t *Table) lines(w io.Writer, header string, rest func(b []byte, a int) []byte) error {
	out := bufio.NewWriterSize(w, 1<<16)
	if _, err := out.WriteString(header + "\n"); err != nil {
		return err
	}
	var b []byte
	for a := range t.Len() {
		b = text(b[:0], t.Names.bytes(t.Tail[a]))
		b = text(append(b, ','), t.Names.bytes(t.Head[a]))
		b = strconv.AppendInt(append(b, ','), int64(t.K[a]), 10)
		b = append(rest(b, a), '\n')
		if _, err := out.Write(b); err != nil {
			return err
		}
	}
	return out.Flush()
}

func float(b []byte, x float64) []byte {
	if x == 0 {
		return append(b, '0') // no −0
	}
	return strconv.AppendFloat(b, x, 'g', -1, 64)
}

// text appends a name, in quotation marks where it needs them.
func text(b, name []byte) []byte {
	quote := false
	for _, c := range name {
		quote = quote || c == ',' || c == '"'
	}
	if !quote {
		return append(b, name...)
	}
	b = append(b, '"')
	for _, c := range name {
		if c == '"' {
			b = append(b, '"')
		}
		b = append(b, c)
	}
	return append(b, '"')
}
