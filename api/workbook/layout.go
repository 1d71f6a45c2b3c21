package workbook

import (
	"slices"
	"strconv"
	"strings"

	"fenhu/network"
)

// form is what the rows of a sheet are.
type form int

const (
	formSettings form = iota // one setting a row
	formRecords              // one record of a list a row
	formParts                // one item of a list below a record a row
	formChanges              // one change of a list below a record a row
	formMonthly              // twelve figures of a record a row
	formSeries               // one series a column
)

// sheet is one table of a workbook.
type sheet struct {
	name    network.Text // the English name is what English workbooks use
	form    form
	list    string   // key of the list in the document
	kind    string   // kind of the records, "" where the list has only one
	parts   []string // keys of the lists below a record, for formParts and formChanges
	columns []column
	groups  []string          // keys of groups that a row always has, even with no value in them
	changes []network.Variant // for formChanges
}

// role is what a column is for, besides holding a value.
type role int

const (
	roleValue    role = iota
	roleParent        // id of the record that the row belongs to
	rolePosition      // number of the item that the row belongs to, 1 for the first
	roleOrder         // place of the record in the document
	roleChange        // kind of change
	roleSheet         // sheet of the record, in formMonthly
	roleField         // field of the record, in formMonthly
	roleYear          // planning year, in formMonthly
)

// column is one column. Its key is the path of the value in the record, with
// dots; a year may follow that of a quantity, and a month a list by month.
type column struct {
	key   string
	label network.Text
	role  role
	field network.Field
	year  int // > 0: the value of this planning year
	month int // 1–12: the value of this month
}

// path is the key without year and month.
func (c column) path() string {
	if c.year > 0 || c.month > 0 {
		return c.key[:strings.LastIndexByte(c.key, '.')]
	}
	return c.key
}

// text is a label that is the same in both languages.
func text(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }

var (
	nameReadme = text("说明", "readme")
	nameFields = text("#字段", "#fields")
)

// last are the keys of columns that stand behind all others.
var last = []string{"lon", "lat", "source", "grade", "note"}

// layout lists the sheets in the order of the workbook.
func layout() []sheet {
	settings := sheet{name: text("流域", "basin"), form: formSettings}
	out := []sheet{settings}
	for _, f := range network.DocumentShape().Fields {
		if f.Shape.Form != network.FormList {
			out[0].columns = append(out[0].columns, flatten("", text("", ""), f)...)
			continue
		}
		item := *f.Shape.Item
		if item.Form != network.FormKind {
			name := text(f.Name, f.Key)
			out = append(out, records(name, f.Key, "", item.Fields)...)
			continue
		}
		for _, v := range item.Variants {
			out = append(out, records(text(v.Name.ZH, v.ID), f.Key, v.ID, v.Fields)...)
		}
	}
	monthly := sheet{name: text("逐月", "monthly"), form: formMonthly, columns: []column{
		{key: "sheet", label: text("工作表", "sheet"), role: roleSheet},
		{key: "id", label: text("标识", "id"), role: roleParent},
		{key: "field", label: text("字段", "field"), role: roleField},
		{key: "year", label: text("水平年", "planning year"), role: roleYear},
	}}
	for m := 1; m <= 12; m++ {
		monthly.columns = append(monthly.columns, column{key: "months." + strconv.Itoa(m), label: month(m), month: m})
	}
	return append(out, monthly, sheet{name: text("系列", "series"), form: formSeries})
}

func month(m int) network.Text {
	return text(strconv.Itoa(m)+"月", []string{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}[m-1])
}

// records are the sheet of a list and those of the lists below it.
func records(name network.Text, list, kind string, fields []network.Field) []sheet {
	s := sheet{name: name, form: formRecords, list: list, kind: kind}
	below := s.add(fields, true)
	if kind != "" {
		s.columns = append(s.columns, column{key: "no", label: text("次序", "order in the document"), role: roleOrder})
	}
	return append([]sheet{s}, parts(s, below)...)
}

// parts are the sheets of the lists below the rows of a sheet.
func parts(of sheet, below []network.Field) []sheet {
	var out []sheet
	for _, f := range below {
		s := sheet{
			name: text(of.name.ZH+"-"+f.Name, of.name.EN+"-"+strings.ReplaceAll(f.Key, "_", "-")), form: formParts,
			list: of.list, kind: of.kind, parts: append(append([]string(nil), of.parts...), f.Key),
		}
		if len(of.parts) == 0 {
			s.columns = append(s.columns, column{key: "of", label: text(of.name.ZH+"标识", "id of "+of.name.EN), role: roleParent})
		} else {
			for _, c := range of.columns {
				if c.role == roleParent || c.role == rolePosition {
					s.columns = append(s.columns, c)
				}
			}
			s.columns = append(s.columns, column{key: "of." + of.parts[len(of.parts)-1], label: text("第几行", "row of the list"), role: rolePosition})
		}
		item := *f.Shape.Item
		if item.Form == network.FormChange {
			s.form, s.changes = formChanges, item.Variants
			s.addChanges()
			out = append(out, s)
			continue
		}
		more := s.add(item.Fields, false)
		out = append(out, s)
		out = append(out, parts(s, more)...)
	}
	return out
}

// add adds the columns of fields, and returns the lists that need a sheet.
func (s *sheet) add(fields []network.Field, top bool) (below []network.Field) {
	var front, back []column
	for _, f := range fields {
		if f.Key == "kind" && s.kind != "" && top {
			continue
		}
		if f.Shape.Form == network.FormList && (f.Shape.Item.Form == network.FormGroup || f.Shape.Item.Form == network.FormChange) {
			below = append(below, f)
			continue
		}
		if f.Required && f.Shape.Form == network.FormGroup {
			s.groups = append(s.groups, f.Key)
		}
		columns := flatten("", text("", ""), f)
		if top && f.ByMonth {
			columns = columns[:0]
			for m := 1; m <= 12; m++ {
				columns = append(columns, column{key: f.Key + "." + strconv.Itoa(m), label: month(m), field: f, month: m})
			}
		}
		if slices.Contains(last, f.Key) {
			back = append(back, columns...)
		} else {
			front = append(front, columns...)
		}
	}
	s.columns = append(append(s.columns, front...), back...)
	return below
}

func (s *sheet) addChanges() {
	kind := column{key: "change", label: text("变更", "change"), role: roleChange}
	for _, v := range s.changes {
		kind.field.Choices = append(kind.field.Choices, network.Choice{ID: v.ID, Name: v.Name})
	}
	kind.field.Required = true
	s.columns = append(s.columns, kind)
	seen := map[string]bool{}
	for _, v := range s.changes {
		fields := v.Fields
		if v.Free {
			fields = []network.Field{{Key: v.ID, Name: v.Name.ZH, Doc: v.Name.EN, Shape: network.Shape{Form: network.FormMap}}}
		}
		for _, f := range fields {
			if !seen[f.Key] {
				seen[f.Key] = true
				s.columns = append(s.columns, column{key: f.Key, label: text(f.Name, f.Doc), field: f})
			}
		}
	}
}

// flatten makes the columns of a field: one, or one for each of its own fields
// or keys.
func flatten(prefix string, label network.Text, f network.Field) []column {
	key := prefix + f.Key
	name := text(f.Name, f.Doc)
	if label.ZH != "" {
		name = text(label.ZH+" "+f.Name, f.Doc)
	}
	var out []column
	switch f.Shape.Form {
	case network.FormGroup:
		for _, g := range f.Shape.Fields {
			g.Required = g.Required && f.Required
			out = append(out, flatten(key+".", name, g)...)
		}
	case network.FormMap:
		for _, k := range f.Shape.Keys {
			one := f
			one.Key, one.Shape, one.Required = k.ID, *f.Shape.Item, false
			out = append(out, column{key: key + "." + k.ID, label: text(name.ZH+" "+k.Name.ZH, f.Doc+": "+k.Name.EN), field: one})
		}
	default:
		return []column{{key: key, label: name, field: f}}
	}
	return out
}

// monthly says whether the values of a column are put on the sheet for monthly
// figures; series whether they are put on that for series.
func (c column) monthly() bool { return c.month == 0 && c.field.ByMonth }

func (c column) series() bool {
	f := c.field
	return f.Shape.Form == network.FormList && f.Shape.Item.Form == network.FormNumber && !f.ByMonth
}
