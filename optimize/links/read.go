package links

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"fenhu/network"
)

// The limits of what is read. A file beyond them is refused before it has filled
// the memory.
const (
	maxLine   = 1 << 16 // bytes of a line
	maxArcs   = 1 << 26
	maxText   = 1 << 31 // bytes of all names
	maxFaults = 20      // after so many the rest of a file is not read
)

// The columns of a table, in the order in which they are written. A file may
// have them in any order and others besides.
var columns = [...]string{"i", "j", "k", "cost", "amplitude", "lower_bound", "upper_bound"}

const (
	colTail = iota
	colHead
	colK
	colCost
	colAmplitude
	colLower
	colUpper
	numCols
)

// Read reads a table in one pass. The error is a list of faults, each with its
// line, if the text is no table that can be used.
func Read(r io.Reader) (*Table, error) {
	d := &reader{in: bufio.NewReaderSize(r, maxLine), table: new(Table)}
	if err := d.read(); err != nil {
		return nil, err
	}
	if len(d.faults) > 0 {
		return nil, d.faults
	}
	return d.table, nil
}

type reader struct {
	in     *bufio.Reader
	table  *Table
	seen   arcSet
	line   int
	width  int // fields of the header
	place  []int8
	field  [numCols][]byte
	faults network.Faults
}

// fault notes what is wrong with a column of the current line.
func (d *reader) fault(column, zh, en string, args ...any) {
	d.faults = append(d.faults, network.Fault{
		Path: column, Line: d.line,
		Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)},
	})
}

func (d *reader) read() error {
	for {
		text, err := d.next()
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if len(text) > 0 {
			if d.place == nil {
				d.header(text)
			} else {
				d.arc(text)
			}
		}
		if len(d.faults) > 0 && (d.place == nil || d.width == 0) {
			return nil
		}
		if len(d.faults) >= maxFaults {
			d.fault("", "错误已达 %d 处，其余内容未读", "%d faults; the rest of the file was not read", maxFaults)
			return nil
		}
		if err != nil {
			break
		}
	}
	if d.place == nil {
		d.line = 1
		d.fault("", "文件是空的；第一行应为 %s", "the file is empty; its first line should be %s", strings.Join(columns[:], ","))
	} else if d.table.Len() == 0 && len(d.faults) == 0 {
		d.fault("", "只有表头，没有弧", "there is a header but not one arc")
	}
	return nil
}

// next is the next line without its end.
func (d *reader) next() ([]byte, error) {
	text, err := d.in.ReadSlice('\n')
	d.line++
	if errors.Is(err, bufio.ErrBufferFull) {
		d.fault("", "一行超过 %d 字节；这不是弧表", "a line of more than %d bytes; this is no links table", maxLine)
		d.width = 0
		return nil, nil
	}
	text = bytes.TrimSuffix(text, []byte("\n"))
	text = bytes.TrimSuffix(text, []byte("\r"))
	if d.line == 1 {
		text = bytes.TrimPrefix(text, []byte("\ufeff"))
	}
	return text, err
}

// header finds the columns.
func (d *reader) header(text []byte) {
	fields := bytes.Split(text, []byte(","))
	d.width = len(fields)
	d.place = make([]int8, len(fields))
	found := [numCols]bool{}
	for i, f := range fields {
		d.place[i] = -1
		name := strings.ToLower(strings.Trim(string(f), " \t\""))
		for c, want := range columns {
			if name != want {
				continue
			}
			if found[c] {
				d.fault(want, "这一列出现两次", "the column is there twice")
			}
			found[c] = true
			d.place[i] = int8(c)
		}
	}
	var missing []string
	for c, want := range columns {
		if !found[c] {
			missing = append(missing, want)
		}
	}
	if len(missing) > 0 {
		list := strings.Join(missing, ", ")
		d.fault("", "缺少列 %s；第一行应为 %s", "column %s is missing; the first line should be %s", list, strings.Join(columns[:], ","))
	}
	if len(d.faults) > 0 {
		d.width = 0
	}
}

// arc reads a line.
func (d *reader) arc(text []byte) {
	if !d.split(text) {
		return
	}
	before := len(d.faults)
	var v [numCols]float64
	for c := colCost; c < numCols; c++ {
		var ok bool
		if v[c], ok = number(bytes.TrimSpace(d.field[c])); !ok {
			d.fault(columns[c], "%s 不是数字", "%s is not a number", show(d.field[c]))
		}
	}
	k, ok := integer(bytes.TrimSpace(d.field[colK]))
	if !ok {
		d.fault(columns[colK], "%s 不是整数", "%s is not a whole number", show(d.field[colK]))
	}
	tail, head := bytes.TrimSpace(d.field[colTail]), bytes.TrimSpace(d.field[colHead])
	if len(tail) == 0 {
		d.fault(columns[colTail], "没有节点名", "the node has no name")
	}
	if len(head) == 0 {
		d.fault(columns[colHead], "没有节点名", "the node has no name")
	}
	if len(d.faults) > before {
		return
	}
	switch cost, amplitude := v[colCost], v[colAmplitude]; {
	case math.IsInf(cost, 0):
		d.fault(columns[colCost], "费用不能无穷大", "the cost cannot be infinite")
	case !(amplitude >= 1e-6 && amplitude <= 1e6):
		d.fault(columns[colAmplitude], "到达系数 %g 不可用；应大于 0（1 为无损失）", "%g cannot be used; it should be above 0 (1 loses nothing)", amplitude)
	}
	if lower, upper := v[colLower], v[colUpper]; lower > upper {
		d.fault(columns[colLower], "下限 %g 大于上限 %g", "the lower bound %g is above the upper bound %g", lower, upper)
	}
	lower, upper := unlimited(v[colLower]), unlimited(v[colUpper])
	if math.IsInf(lower, 1) || math.IsInf(upper, -1) {
		d.fault(columns[colLower], "上下限之间没有可取的流量", "there is no flow between the bounds")
	}
	if len(d.faults) > before {
		return
	}
	t := d.table
	if t.Len() >= maxArcs || len(t.Names.text) > maxText-2*maxLine {
		d.fault("", "弧多于 %d 条或节点名过长，超出本程序的范围", "more than %d arcs, or too long names, are more than this program takes", maxArcs)
		d.width = 0
		return
	}
	t.Add(t.Names.Number(tail), t.Names.Number(head), k, v[colCost], v[colAmplitude], lower, upper)
	if first := d.seen.add(t); first >= 0 {
		d.fault("i,j,k", "与第 %d 条弧重复：%s → %s，k = %d", "repeats arc %d: %s → %s, k = %d", first+1, show(tail), show(head), k)
	}
}

func unlimited(x float64) float64 {
	switch {
	case x >= Unlimited:
		return math.Inf(1)
	case x <= -Unlimited:
		return math.Inf(-1)
	}
	return x
}

// split cuts a line into the fields of the table.
func (d *reader) split(text []byte) bool {
	rest, quoted := text, bytes.IndexByte(text, '"') >= 0
	for i := range d.width {
		var f []byte
		if quoted {
			var ok bool
			if f, rest, ok = unquote(rest); !ok {
				d.fault("", "引号不成对", "a quotation mark is not closed")
				return false
			}
		} else if comma := bytes.IndexByte(rest, ','); comma >= 0 {
			f, rest = rest[:comma], rest[comma:]
		} else {
			f, rest = rest, nil
		}
		if c := d.place[i]; c >= 0 {
			d.field[c] = f
		}
		if i == d.width-1 {
			break
		}
		if len(rest) == 0 {
			d.fault("", "只有 %d 列，应有 %d 列", "%d fields; there should be %d", i+1, d.width)
			return false
		}
		rest = rest[1:]
	}
	if len(rest) > 0 {
		d.fault("", "多于 %d 列", "more than %d fields", d.width)
		return false
	}
	return true
}

// unquote takes the first field off a line that has quotation marks.
func unquote(text []byte) (field, rest []byte, ok bool) {
	if len(text) == 0 || text[0] != '"' {
		if comma := bytes.IndexByte(text, ','); comma >= 0 {
			return text[:comma], text[comma:], true
		}
		return text, nil, true
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '"':
			field = append(field, text[i])
		case i+1 < len(text) && text[i+1] == '"':
			field = append(field, '"')
			i++
		default:
			rest = text[i+1:]
			return field, rest, len(rest) == 0 || rest[0] == ','
		}
	}
	return nil, nil, false
}

// show quotes a text of a file for a message, shortened.
func show(b []byte) string {
	const longest = 40
	if len(b) > longest {
		return fmt.Sprintf("%q…", b[:longest])
	}
	return fmt.Sprintf("%q", b)
}
