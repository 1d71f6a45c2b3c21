package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"fenhu/network"
)

// Limits of a worksheet (ECMA-376 as Excel applies it).
const (
	maxSheetRows = 1 << 20
	maxSheetName = 31 // characters
	maxCellText  = 32767
)

// writeXLSX writes a workbook: a cover, then one sheet a table with the heading
// rows frozen, number formats and bold totals.
func writeXLSX(w io.Writer, d Document) (err error) {
	f := excelize.NewFile()
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	x := &workbook{file: f, lang: d.Lang, styles: map[style]int{}, names: map[string]bool{}}
	if err := x.cover(d); err != nil {
		return fmt.Errorf("xlsx: cover: %w", err)
	}
	for i := range d.Tables {
		if err := x.sheet(&d.Tables[i]); err != nil {
			return fmt.Errorf("xlsx: table %s: %w", d.Tables[i].ID, err)
		}
	}
	return f.Write(w)
}

// workbook is a file under way.
type workbook struct {
	file   *excelize.File
	lang   network.Lang
	styles map[style]int
	names  map[string]bool
}

// style is what makes cells look alike.
type style struct {
	bold, head, title, wrap, words bool
	decimals                       int
}

func (x *workbook) style(s style) (int, error) {
	if id, ok := x.styles[s]; ok {
		return id, nil
	}
	e := &excelize.Style{Font: &excelize.Font{Bold: s.bold}, Alignment: &excelize.Alignment{Vertical: "center", WrapText: s.wrap}}
	switch {
	case s.title:
		e.Font = &excelize.Font{Bold: true, Size: 14}
	case s.head:
		e.Alignment.Horizontal = "center"
		e.Fill = excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDEBF7"}}
		e.Border = borders()
	case s.words:
		e.Alignment.Horizontal = "left"
		e.Border = borders()
	default:
		e.Alignment.Horizontal = "right"
		format := "#,##0"
		if s.decimals > 0 {
			format += "." + strings.Repeat("0", s.decimals)
		}
		e.CustomNumFmt = &format
		e.Border = borders()
	}
	id, err := x.file.NewStyle(e)
	if err == nil {
		x.styles[s] = id
	}
	return id, err
}

func borders() []excelize.Border {
	var out []excelize.Border
	for _, side := range []string{"left", "right", "top", "bottom"} {
		out = append(out, excelize.Border{Type: side, Color: "BFBFBF", Style: 1})
	}
	return out
}

// sheetName makes a name that a workbook can hold, different from all others.
func (x *workbook) sheetName(s string) string {
	s = strings.Trim(strings.NewReplacer(":", "：", "\\", "-", "/", "-", "?", "", "*", "", "[", "(", "]", ")").Replace(s), "'")
	short := func(s string, n int) string {
		if r := []rune(s); len(r) > n {
			return string(r[:n])
		}
		return s
	}
	name := short(s, maxSheetName)
	for i := 2; x.names[strings.ToLower(name)] || name == ""; i++ {
		name = short(s, maxSheetName-4) + " " + strconv.Itoa(i)
	}
	x.names[strings.ToLower(name)] = true
	return name
}

func (x *workbook) cover(d Document) error {
	name := x.sheetName(network.Text{ZH: "封面", EN: "Cover"}.In(x.lang))
	if err := x.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	title, err := x.style(style{title: true})
	if err != nil {
		return err
	}
	key, err := x.style(style{bold: true, words: true})
	if err != nil {
		return err
	}
	value, err := x.style(style{wrap: true, words: true})
	if err != nil {
		return err
	}
	if err := x.file.SetColWidth(name, "A", "A", 22); err != nil {
		return err
	}
	if err := x.file.SetColWidth(name, "B", "B", 90); err != nil {
		return err
	}
	set := func(cell, s string, id int) error {
		if err := x.file.SetCellStr(name, cell, safe(s)); err != nil {
			return err
		}
		return x.file.SetCellStyle(name, cell, cell, id)
	}
	heading := d.Heading
	if heading == (network.Text{}) {
		heading = network.Text{ZH: "水量优化配置成果", EN: "Water allocation"}
	}
	if err := set("A1", heading.In(x.lang), title); err != nil {
		return err
	}
	lines := coverLines(d)
	for i, o := range lines {
		row := strconv.Itoa(i + 3)
		if err := set("A"+row, o.Name.In(x.lang), key); err != nil {
			return err
		}
		if err := set("B"+row, o.Value, value); err != nil {
			return err
		}
	}
	return nil
}

// coverLines says what the run is, from the result and the caller's options.
func coverLines(d Document) []Option {
	line := func(zh, en, value string) Option { return Option{network.Text{ZH: zh, EN: en}, value} }
	var out []Option
	if a := d.Run; a != nil {
		out = append(out, line("流域", "basin", network.Text{ZH: a.Basin.NameZH, EN: a.Basin.NameEN}.In(d.Lang)+" ("+a.Basin.ID+")"))
	}
	out = append(out, Facts(d.Run, d.Lang)...)
	out = append(out, d.Options...)
	if a := d.Run; a != nil {
		out = append(out, line("输入哈希 SHA-256", "SHA-256 of the inputs", a.Basin.Hash))
		if c := a.Certificate; c != nil {
			out = append(out, line("求解器", "solver", c.Solver+" "+c.Version))
		}
		out = append(out, line("平衡残差（相对）", "residual of balance, relative", strconv.FormatFloat(a.Residuals.Balance, 'e', 1, 64)))
		if a.Estimates != "" || a.EstimatesEN != "" {
			out = append(out, line("数据说明", "data", network.Text{ZH: a.Estimates, EN: a.EstimatesEN}.In(d.Lang)))
		}
	}
	if !d.Made.IsZero() {
		out = append(out, line("编制时间", "made", d.Made.Format("2006-01-02 15:04 MST")))
	}
	for i := range d.Tables {
		out = append(out, Option{network.Text{ZH: "表 " + strconv.Itoa(i+1), EN: "table " + strconv.Itoa(i+1)}, d.Tables[i].Title.In(d.Lang)})
	}
	return out
}

func (x *workbook) sheet(t *Table) error {
	head := x.headRows(t)
	if rows := len(t.Rows) + len(t.Notes) + head + 2; rows > maxSheetRows {
		return fmt.Errorf("%d rows do not fit on a worksheet; write this table as csv", rows)
	}
	name := x.sheetName(t.Title.In(x.lang))
	if _, err := x.file.NewSheet(name); err != nil {
		return err
	}
	w, err := x.file.NewStreamWriter(name)
	if err != nil {
		return err
	}
	if err := x.columns(w, t); err != nil {
		return err
	}
	top := head + 1 // the title is above the headings
	first, err := excelize.CoordinatesToCellName(2, top+1)
	if err != nil {
		return err
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: top, TopLeftCell: first, ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := x.heads(w, t, head); err != nil {
		return err
	}
	row := top
	for _, r := range t.Rows {
		row++
		if err := x.row(w, t, row, r); err != nil {
			return err
		}
	}
	for _, n := range t.Notes {
		row++
		if err := w.SetRow("A"+strconv.Itoa(row), []any{safe(network.Text{ZH: "注：", EN: "Note: "}.In(x.lang) + n.In(x.lang))}); err != nil {
			return err
		}
	}
	return w.Flush()
}

func (x *workbook) headRows(t *Table) int {
	for _, c := range t.Columns {
		if c.Group != (network.Text{}) {
			return 2
		}
	}
	return 1
}

// columns sets widths by the headings and the first rows.
func (x *workbook) columns(w *excelize.StreamWriter, t *Table) error {
	ruler := measure()
	for i, c := range t.Columns {
		width := ruler.StringWidth(c.label(x.lang))
		if u := t.unit(c, x.lang); u != "" {
			width = max(width, ruler.StringWidth(u)+2)
		}
		for _, r := range t.Rows[:min(len(t.Rows), 2000)] {
			if v, ok := r.Cells[i].Float(); ok {
				width = max(width, len(decimal(v, c.Decimals)))
			} else {
				width = max(width, ruler.StringWidth(r.Cells[i].Text(x.lang)))
			}
		}
		if err := w.SetColWidth(i+1, i+1, float64(min(max(width, 8), 60)+2)); err != nil {
			return err
		}
	}
	return nil
}

// heads writes the title, the groups and the headings.
func (x *workbook) heads(w *excelize.StreamWriter, t *Table, rows int) error {
	title, err := x.style(style{title: true})
	if err != nil {
		return err
	}
	head, err := x.style(style{head: true, bold: true, wrap: true})
	if err != nil {
		return err
	}
	if err := w.SetRow("A1", []any{excelize.Cell{StyleID: title, Value: safe(t.Title.In(x.lang))}}); err != nil {
		return err
	}
	groups, names := make([]any, len(t.Columns)), make([]any, len(t.Columns))
	for i, c := range t.Columns {
		label := c.label(x.lang)
		if u := t.unit(c, x.lang); u != "" {
			label += "\n(" + u + ")"
		}
		names[i] = excelize.Cell{StyleID: head, Value: safe(label)}
		groups[i] = excelize.Cell{StyleID: head, Value: safe(c.Group.In(x.lang))}
		if c.Group == (network.Text{}) {
			groups[i] = excelize.Cell{StyleID: head, Value: safe(label)}
			if rows == 2 {
				names[i] = excelize.Cell{StyleID: head}
			}
		}
	}
	if rows == 1 {
		return w.SetRow("A2", names)
	}
	if err := w.SetRow("A2", groups); err != nil {
		return err
	}
	if err := w.SetRow("A3", names, excelize.RowOpts{Height: 32}); err != nil {
		return err
	}
	for i := 0; i < len(t.Columns); {
		end, last := i+1, 3
		if g := t.Columns[i].Group; g != (network.Text{}) {
			last = 2
			for end < len(t.Columns) && t.Columns[end].Group == g {
				end++
			}
		}
		if last == 3 || end-i > 1 {
			from, err := excelize.CoordinatesToCellName(i+1, 2)
			if err != nil {
				return err
			}
			to, err := excelize.CoordinatesToCellName(end, last)
			if err != nil {
				return err
			}
			if err := w.MergeCell(from, to); err != nil {
				return err
			}
		}
		i = end
	}
	return nil
}

func (x *workbook) row(w *excelize.StreamWriter, t *Table, row int, r Row) error {
	cells := make([]any, len(r.Cells))
	for i, c := range r.Cells {
		s := style{bold: r.Kind != Plain, words: t.Columns[i].Words, decimals: t.Columns[i].Decimals}
		if s.words {
			s.decimals = 0
		}
		id, err := x.style(s)
		if err != nil {
			return err
		}
		cell := excelize.Cell{StyleID: id}
		if v, ok := c.Float(); ok {
			cell.Value = v
		} else if text := safe(c.Text(x.lang)); text != "" {
			if utf8.RuneCountInString(text) > maxCellText {
				text = string([]rune(text)[:maxCellText])
			}
			cell.Value = text
		}
		cells[i] = cell
	}
	at, err := excelize.CoordinatesToCellName(1, row)
	if err != nil {
		return err
	}
	return w.SetRow(at, cells)
}
