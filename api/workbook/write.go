package workbook

import (
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"

	"fenhu/network"
)

// Rows of the head of a sheet: labels, keys, units.
const (
	rowLabels = 1
	rowKeys   = 2
	rowUnits  = 3
	headRows  = 3
)

// Write writes a network as a workbook whose sheets, labels and words are in
// language l. Read reads it back to an equal network. A text with a character
// that no workbook can hold is an error.
func Write(w io.Writer, n *network.Network, l network.Lang) error {
	return write(w, n.Tree(), l)
}

// WriteTemplate writes a workbook of headings alone, to be filled in.
func WriteTemplate(w io.Writer, l network.Lang) error {
	root := &yaml.Node{Kind: yaml.MappingNode}
	put(root, "format", scalar("!!str", network.Format))
	return write(w, root, l)
}

func write(out io.Writer, root *yaml.Node, l network.Lang) (err error) {
	w := &writer{file: excelize.NewFile(), lang: l, styles: map[look]int{}, root: root, sheets: layout()}
	defer func() {
		if e := w.file.Close(); err == nil {
			err = e
		}
	}()
	var tables []filled
	for _, s := range w.sheets {
		t, err := w.fill(s)
		if err != nil {
			return err
		}
		tables = append(tables, t)
	}
	if err := w.readme(tables); err != nil {
		return fmt.Errorf("workbook: readme: %w", err)
	}
	for _, t := range tables {
		if err := w.table(t); err != nil {
			return fmt.Errorf("workbook: %s: %w", t.name.EN, err)
		}
	}
	if err := w.fields(tables); err != nil {
		return fmt.Errorf("workbook: fields: %w", err)
	}
	return w.file.Write(out)
}

// writer is a workbook under way.
type writer struct {
	file    *excelize.File
	lang    network.Lang
	styles  map[look]int
	root    *yaml.Node
	sheets  []sheet
	monthly [][]any            // rows of the sheet for monthly figures
	series  map[string][]any   // of the sheet for series, by the key of the column
	order   []string           // keys of series
	places  map[*yaml.Node]int // place of a record in its list
}

// filled is a sheet with the rows it gets.
type filled struct {
	sheet
	rows [][]any
}

// fill makes the rows of a sheet.
func (w *writer) fill(s sheet) (filled, error) {
	t := filled{sheet: s}
	switch s.form {
	case formSettings:
		for _, c := range s.columns {
			if v := valueAt(w.root, c.key); c.field.Shape.Form == network.FormText || v == nil || v.Kind == yaml.ScalarNode {
				t.rows = append(t.rows, []any{shown(v, c.field, w.lang)})
			} else {
				t.rows = append(t.rows, []any{flowOf(v)})
			}
		}
	case formRecords:
		t.columns = w.withYears(s)
		for _, y := range w.items(s) {
			t.rows = append(t.rows, w.record(t.sheet, y))
		}
	case formParts, formChanges:
		t.columns = w.withYears(s)
		for _, y := range w.items(s) {
			id := guarded(textOf(child(y, "id")))
			w.below(&t, y, s.parts, []any{id})
		}
	case formMonthly:
		t.rows = w.monthly
	case formSeries:
		t.columns = []column{{key: "n", label: text("序号", "number"), role: rolePosition}}
		for _, key := range w.order {
			t.columns = append(t.columns, column{key: key, label: text(key, key)})
			for i, v := range w.series[key] {
				if i == len(t.rows) {
					t.rows = append(t.rows, []any{float64(i + 1)})
				}
				for len(t.rows[i]) < len(t.columns)-1 {
					t.rows[i] = append(t.rows[i], nil)
				}
				t.rows[i] = append(t.rows[i], v)
			}
		}
	}
	return t, w.fits(t)
}

// items are the records of a sheet, in the order of the document.
func (w *writer) items(s sheet) []*yaml.Node {
	list := child(w.root, s.list)
	if list == nil {
		return nil
	}
	if w.places == nil {
		w.places = map[*yaml.Node]int{}
	}
	var out []*yaml.Node
	for i, y := range list.Content {
		if s.kind == "" || textOf(child(y, "kind")) == s.kind {
			w.places[y] = i + 1
			out = append(out, y)
		}
	}
	return out
}

// withYears are the columns of a sheet, those of quantities split by the
// planning years of the document. Monthly figures and series have no column.
func (w *writer) withYears(s sheet) []column {
	var groups []*yaml.Node
	for _, y := range w.items(s) {
		groups = append(groups, listed(y, s.parts)...)
	}
	var out []column
	for _, c := range s.columns {
		if s.form == formRecords && (c.monthly() || c.series()) {
			continue
		}
		if c.field.Shape.Form != network.FormQuantity || s.form == formChanges {
			out = append(out, c)
			continue
		}
		var years []int
		plain := false
		for _, y := range groups {
			switch v := valueAt(y, c.key); {
			case v == nil:
			case v.Kind == yaml.MappingNode:
				for i := 0; i < len(v.Content); i += 2 {
					if year, ok := isYear(v.Content[i].Value); ok && !slices.Contains(years, year) {
						years = append(years, year)
					}
				}
			default:
				plain = true
			}
		}
		if plain || len(years) == 0 {
			out = append(out, c)
		}
		slices.Sort(years)
		for _, year := range years {
			one := c
			number := strconv.Itoa(year)
			one.key, one.year = c.key+"."+number, year
			one.label = text(number+" "+c.label.ZH, c.label.EN+" "+number)
			out = append(out, one)
		}
	}
	return out
}

// listed are the items of the list at parts below y; y itself without parts.
func listed(y *yaml.Node, parts []string) []*yaml.Node {
	if len(parts) == 0 {
		return []*yaml.Node{y}
	}
	list := child(y, parts[0])
	if list == nil {
		return nil
	}
	var out []*yaml.Node
	for _, item := range list.Content {
		out = append(out, listed(item, parts[1:])...)
	}
	return out
}

// record is the row of a record.
func (w *writer) record(s sheet, y *yaml.Node) []any {
	id := textOf(child(y, "id"))
	row := make([]any, len(s.columns))
	for i, c := range s.columns {
		v := w.at(y, c)
		switch {
		case c.role == roleOrder:
			row[i] = float64(w.places[y])
		case v != nil && v.Kind == yaml.SequenceNode && c.field.Shape.Form == network.FormQuantity:
			w.addMonths(s, id, c.path(), c.year, v)
			row[i] = seeMonthly.In(w.lang)
		default:
			row[i] = shown(v, c.field, w.lang)
		}
	}
	for _, c := range w.whole(s).columns { // what has no column
		v := valueAt(y, c.key)
		switch {
		case v == nil:
		case c.monthly():
			w.addMonths(s, id, c.key, 0, v)
		case c.series():
			key := s.name.In(w.lang) + "." + id + "." + c.key
			if w.series == nil {
				w.series = map[string][]any{}
			}
			w.order = append(w.order, key)
			for _, item := range v.Content {
				w.series[key] = append(w.series[key], shown(item, network.Field{Shape: *c.field.Shape.Item}, w.lang))
			}
		}
	}
	return row
}

// whole is the sheet as layout has it, with the columns that stand elsewhere.
func (w *writer) whole(s sheet) sheet {
	for _, x := range w.sheets {
		if x.name == s.name {
			return x
		}
	}
	return s
}

// at is the value of a column in a record.
func (w *writer) at(y *yaml.Node, c column) *yaml.Node {
	v := valueAt(y, c.path())
	switch {
	case c.month > 0:
		if v == nil || len(v.Content) < c.month {
			return nil
		}
		return v.Content[c.month-1]
	case c.year > 0:
		if v == nil || v.Kind != yaml.MappingNode {
			return nil
		}
		return child(v, strconv.Itoa(c.year))
	case v != nil && v.Kind == yaml.MappingNode && c.field.Shape.Form == network.FormQuantity:
		return nil // has columns by year
	}
	return v
}

func (w *writer) addMonths(s sheet, id, path string, year int, v *yaml.Node) {
	row := []any{s.name.In(w.lang), guarded(id), path, nil}
	if year > 0 {
		row[3] = float64(year)
	}
	for _, m := range v.Content {
		row = append(row, shown(m, network.Field{Shape: network.Shape{Form: network.FormNumber}}, w.lang))
	}
	w.monthly = append(w.monthly, row)
}

// below adds the rows of a list below a record; front are its first cells.
func (w *writer) below(t *filled, y *yaml.Node, parts []string, front []any) {
	list := child(y, parts[0])
	if list == nil {
		return
	}
	for i, item := range list.Content {
		if len(parts) > 1 {
			w.below(t, item, parts[1:], append(slices.Clone(front), float64(i+1)))
			continue
		}
		row := slices.Clone(front)
		for _, c := range t.columns[len(front):] {
			if t.form == formChanges {
				row = append(row, w.change(item, c))
			} else {
				row = append(row, shown(w.at(item, c), c.field, w.lang))
			}
		}
		t.rows = append(t.rows, row)
	}
}

// change is the cell of a change, which is a group of one key.
func (w *writer) change(y *yaml.Node, c column) any {
	if len(y.Content) < 2 {
		return nil
	}
	kind, do := y.Content[0].Value, y.Content[1]
	switch {
	case c.role == roleChange:
		return named(kind, c.field.Choices, w.lang)
	case c.key == kind && c.field.Shape.Form == network.FormMap: // set
		return flowOf(do)
	}
	return shown(child(do, c.key), c.field, w.lang)
}

// fits refuses what no workbook can hold.
func (w *writer) fits(t filled) error {
	if len(t.rows)+headRows > maxRows || len(t.columns) > maxColumns {
		return fmt.Errorf("workbook: sheet %s has %d rows and %d columns, more than %d and %d", t.name.EN, len(t.rows), len(t.columns), maxRows, maxColumns)
	}
	for _, row := range t.rows {
		for _, v := range row {
			s, ok := v.(string)
			if !ok {
				continue
			}
			for _, r := range s {
				if r < ' ' && r != '\t' && r != '\n' || r == '\ufffe' || r == '\uffff' || r == '\ufffd' {
					return fmt.Errorf("workbook: sheet %s: the text %q has a character that no workbook can hold", t.name.EN, s)
				}
			}
		}
	}
	return nil
}
