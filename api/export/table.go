package export

import (
	"math"
	"strings"

	"fenhu/network"
)

// Table is a table without a form. Every row has one cell per column.
type Table struct {
	ID      string
	Title   network.Text
	Unit    string // unit of the columns that name none of their own
	Notes   []network.Text
	Columns []Column
	Rows    []Row
}

// Column is a column of a table; neighbours with the same group share a heading.
type Column struct {
	Group    network.Text
	Name     network.Text
	Unit     string // empty = the table's; "-" = none
	Decimals int    // of numbers, in texts and spreadsheets
	// Words is set for columns of names, which are aligned to the left.
	Words bool
	// Lift lets a text write the column above the table when all its cells are
	// equal; other formats keep it.
	Lift bool
}

// Row is a row of cells.
type Row struct {
	Kind  RowKind
	Cells []Cell
}

// RowKind says what a row sums up.
type RowKind int

// The kinds of rows.
const (
	Plain RowKind = iota
	Subtotal
	Total
)

// String is the name of the kind in formats for programs.
func (k RowKind) String() string {
	switch k {
	case Subtotal:
		return "subtotal"
	case Total:
		return "total"
	default:
		return "plain"
	}
}

// Cell is a number, a text, or nothing.
type Cell struct {
	kind   cellKind
	text   network.Text
	number float64
}

type cellKind int

const (
	cellNone cellKind = iota
	cellText
	cellNumber
)

// None is an empty cell: the figure does not exist.
func None() Cell { return Cell{} }

// Words is a cell with a text; an empty text makes an empty cell.
func Words(zh, en string) Cell {
	if zh == "" && en == "" {
		return Cell{}
	}
	return Cell{kind: cellText, text: network.Text{ZH: zh, EN: en}}
}

// Number is a cell with a number. Rounding around zero is taken away; NaN and
// infinities make an empty cell.
func Number(x float64) Cell {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return Cell{}
	}
	if math.Abs(x) < 1e-9 {
		x = 0
	}
	return Cell{kind: cellNumber, number: x}
}

// Text is the text of the cell in language l, empty for numbers.
func (c Cell) Text(l network.Lang) string {
	if c.kind != cellText {
		return ""
	}
	return c.text.In(l)
}

// Float is the number of the cell; false when it holds none.
func (c Cell) Float() (float64, bool) { return c.number, c.kind == cellNumber }

// same says whether two cells show the same.
func (c Cell) same(d Cell) bool { return c == d }

// softHyphen in a heading says where a text may break a long word.
const softHyphen = "\u00ad"

// label is the name of the column without its soft hyphens.
func (c Column) label(l network.Lang) string {
	return strings.ReplaceAll(c.Name.In(l), softHyphen, "")
}

// heading is the column's full heading in one line: group, name and unit.
func (t *Table) heading(c Column, l network.Lang) string {
	s := c.label(l)
	if g := c.Group.In(l); g != "" {
		s = g + "/" + s
	}
	if u := t.unit(c, l); u != "" {
		s += " [" + u + "]"
	}
	return s
}

// unit is the unit of a column in language l, empty when it has none.
func (t *Table) unit(c Column, l network.Lang) string {
	u := c.Unit
	if u == "" {
		u = t.Unit
	}
	if c.Words || u == "-" {
		return ""
	}
	return UnitIn(u, l)
}

// UnitIn writes a unit of the house in language l.
func UnitIn(u string, l network.Lang) string {
	if l != network.EN {
		return u
	}
	switch u {
	case "万m³":
		return "10⁴ m³"
	case "亿m³":
		return "10⁸ m³"
	case "万元":
		return "10⁴ CNY"
	case "元/m³":
		return "CNY/m³"
	case "万kWh":
		return "10⁴ kWh"
	case "万人":
		return "10⁴"
	case "天":
		return "d"
	default:
		return u
	}
}
