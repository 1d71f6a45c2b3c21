package workbook

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"go.yaml.in/yaml/v3"

	"fenhu/network"
)

func cellOf(s string) (col, row int, err error) { return excelize.CellNameToCoordinates(s) }

// line is one row of a page.
type line struct {
	number int
	cells  map[int]cell // by column of the page
}

// lines are the rows of a page below a row, without empty ones.
func (p page) lines(below int) []line {
	var out []line
	for _, c := range p.cells {
		if c.row <= below {
			continue
		}
		if len(out) == 0 || out[len(out)-1].number != c.row {
			out = append(out, line{c.row, map[int]cell{}})
		}
		out[len(out)-1].cells[c.col] = c
	}
	return out
}

// headed is a column of a page.
type headed struct {
	column
	at int
}

// head finds the columns of a page by the keys in its second row. Columns
// without a key must be empty; those whose key begins with # are not read.
func (r *reader) head(u used) []headed {
	var out []headed
	keyed := map[int]bool{}
	for _, c := range r.pages[u.at].cells {
		if c.row != rowKeys {
			continue
		}
		keyed[c.col] = true
		key := strings.TrimSpace(strings.TrimPrefix(c.text, "'"))
		if strings.HasPrefix(key, "#") {
			continue
		}
		x, ok := u.find(key)
		switch {
		case !ok:
			r.fault(u.at, c.row, c.col, u.list, "", say("未知的列 %q", "unknown column %q", key), say("可用：%s；自用的列键前加 #", "known: %s; put # before the key of a column of your own", keyList(u.columns)))
		case slices.ContainsFunc(out, func(h headed) bool { return h.key == x.key }):
			r.fault(u.at, c.row, c.col, u.list, "", say("列 %q 出现两次", "column %q is given twice", key), text("删去一列", "take one away"))
		default:
			out = append(out, headed{x, c.col})
		}
	}
	for _, c := range r.pages[u.at].cells {
		if c.row > headRows && !keyed[c.col] {
			r.fault(u.at, c.row, c.col, u.list, "", text("该列没有键", "the column has no key"), text("在第 2 行填写键；备注列的键以 # 开头", "write its key into row 2; that of a column for remarks begins with #"))
			keyed[c.col] = true
		}
	}
	for _, c := range u.columns {
		if c.required() && c.field.Shape.Form != network.FormQuantity && !strings.Contains(c.key, ".") || c.role == rolePosition {
			if !slices.ContainsFunc(out, func(h headed) bool { return h.key == c.key }) {
				r.fault(u.at, rowKeys, 1, u.list, "", say("缺少列 %q（%s）", "missing: column %[1]q", c.key, c.label.ZH), say("在第 2 行补上 %s", "put %s into row 2", c.key))
			}
		}
	}
	return out
}

// find is the column of a key, with the year of a quantity's.
func (s *sheet) find(key string) (column, bool) {
	for _, c := range s.columns {
		if c.key == key && (s.form != formRecords || !c.monthly() && !c.series()) {
			return c, true
		}
	}
	dot := strings.LastIndexByte(key, '.')
	if dot < 0 {
		return column{}, false
	}
	year, ok := isYear(key[dot+1:])
	for _, c := range s.columns {
		if ok && c.key == key[:dot] && c.field.Shape.Form == network.FormQuantity {
			c.key, c.year = key, year
			return c, true
		}
	}
	return column{}, false
}

// rows reads a sheet with a head.
func (r *reader) rows(u used) {
	columns := r.head(u)
	if len(columns) == 0 {
		return
	}
	for _, l := range r.pages[u.at].lines(headRows) {
		filled := false
		for _, c := range columns {
			if _, ok := l.cells[c.at]; ok && c.role != roleOrder {
				filled = true
			}
		}
		switch {
		case !filled: // only remarks
		case u.form == formRecords:
			r.record(u, columns, l)
		case u.form == formMonthly:
			r.months(u, columns, l)
		default:
			r.part(u, columns, l)
		}
	}
}

// record reads a row that is an item of a list of the document.
func (r *reader) record(u used, columns []headed, l line) {
	y := &yaml.Node{Kind: yaml.MappingNode, Line: r.add(u.at, l.number, columns[0].at)}
	x := &record{tree: y, sheet: u.sheet, order: math.Inf(1)}
	id := ""
	for _, c := range columns {
		if v, ok := l.cells[c.at]; ok && c.key == "id" && v.kind != kindError {
			id = v.words()
		}
		if v, ok := l.cells[c.at]; ok && c.role == roleOrder {
			x.order = orderOf(v)
		}
	}
	if u.kind != "" {
		put(y, "kind", placed(scalar("!!str", u.kind), y.Line))
	}
	r.values(u, columns, l, y, id)
	r.lists[u.list] = append(r.lists[u.list], x)
	if r.records[u.name.EN] == nil {
		r.records[u.name.EN] = map[string]*record{}
	}
	if r.records[u.name.EN][id] == nil {
		r.records[u.name.EN][id] = x
	}
}

// values puts the cells of a row into a group.
func (r *reader) values(u used, columns []headed, l line, y *yaml.Node, id string) {
	months := map[string]*yaml.Node{}
	for _, c := range columns {
		if c.role != roleValue {
			continue
		}
		v, ok := l.cells[c.at]
		switch {
		case c.month > 0:
			r.oneMonth(u, c, v, ok, months, l, id)
		case ok && c.field.Shape.Form == network.FormQuantity && is(v.text, seeMonthly.ZH, seeMonthly.EN):
			put(y, c.key, placed(null(), r.add(u.at, v.row, v.col)))
		default:
			r.cell(u, rowOf(l, c.at, v, ok), l.number, c.at, y, c.key, c.field, id)
		}
	}
	for _, key := range u.groups {
		if child(y, key) == nil {
			put(y, key, &yaml.Node{Kind: yaml.MappingNode, Line: y.Line})
		}
	}
	for path, list := range months {
		if slices.ContainsFunc(list.Content, func(m *yaml.Node) bool { return m.Tag != "!!null" }) {
			put(y, path, list)
		}
	}
}

func rowOf(l line, _ int, c cell, ok bool) map[int]cell {
	if !ok {
		return nil
	}
	return map[int]cell{l.number: c}
}

// oneMonth adds a figure to a list of twelve, one column a month.
func (r *reader) oneMonth(u used, c headed, v cell, ok bool, months map[string]*yaml.Node, l line, id string) {
	path := c.path()
	list := months[path]
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode, Line: r.add(u.at, l.number, c.at)}
		months[path] = list
	}
	f := network.Field{Shape: network.Shape{Form: network.FormNumber}}
	value := null()
	if ok && r.good(u.at, v, c.key, id) && r.fit(u.at, v, f, c.key, id) {
		value = v.value(f)
	}
	list.Content = append(list.Content, placed(value, r.add(u.at, l.number, c.at)))
}

// owner finds the record that a row belongs to.
func (r *reader) owner(u used, s *sheet, c cell, ok bool, l line, col int) *record {
	if !ok {
		r.fault(u.at, l.number, col, u.list, "", text("没有填写所属对象的标识", "names no record"), say("填写工作表 %[1]q 中的标识", "write an id of the sheet %[2]q", s.name.ZH, s.name.EN))
		return nil
	}
	if x := r.records[s.name.EN][c.words()]; x != nil {
		return x
	}
	r.fault(u.at, c.row, c.col, u.list, c.words(), say("工作表 %[1]q 中没有标识 %[3]q", "the sheet %[2]q has no id %[3]q", s.name.ZH, s.name.EN, c.words()), text("核对标识，或先在该表中添加", "check the id, or add it there first"))
	return nil
}

// part reads a row that is an item of a list below a record.
func (r *reader) part(u used, columns []headed, l line) {
	var of *sheet
	for i := range r.sheets {
		if s := &r.sheets[i]; s.form == formRecords && s.list == u.list && s.kind == u.kind {
			of = s
		}
	}
	parent := columns[slices.IndexFunc(append(columns, headed{column: column{role: roleParent}}), func(h headed) bool { return h.role == roleParent })%len(columns)]
	if parent.role != roleParent {
		return // the head says that it is missing
	}
	c, ok := l.cells[parent.at]
	if ok && !r.good(u.at, c, u.list, "") {
		return
	}
	x := r.owner(u, of, c, ok, l, parent.at)
	if x == nil {
		return
	}
	id, y := textOf(child(x.tree, "id")), x.tree
	for _, key := range u.parts[:len(u.parts)-1] {
		h := slices.IndexFunc(columns, func(h headed) bool { return h.role == rolePosition && h.key == "of."+key })
		if h < 0 {
			return
		}
		v, list := l.cells[columns[h].at], child(y, key)
		n, err := strconv.Atoi(plainNumber(strings.TrimSpace(v.text)))
		if err != nil || list == nil || n < 1 || n > len(list.Content) {
			r.fault(u.at, l.number, columns[h].at, u.list, id, say("%q 不是 %s 的第几行", "%q is no row of %s", v.text, key), text("填写 1、2、3……", "write 1, 2, 3 …"))
			return
		}
		y = list.Content[n-1]
	}
	item := &yaml.Node{Kind: yaml.MappingNode, Line: r.add(u.at, l.number, parent.at)}
	if u.form == formChanges {
		if item = r.change(u, columns, l, id); item == nil {
			return
		}
	} else {
		r.values(u, columns, l, item, id)
	}
	key := u.parts[len(u.parts)-1]
	list := child(y, key)
	if list == nil {
		list = &yaml.Node{Kind: yaml.SequenceNode, Line: item.Line}
		put(y, key, list)
	}
	list.Content = append(list.Content, item)
}

// change reads a row that is a change: a group of one key, its kind.
func (r *reader) change(u used, columns []headed, l line, id string) *yaml.Node {
	i := slices.IndexFunc(columns, func(h headed) bool { return h.role == roleChange })
	if i < 0 {
		return nil
	}
	c, ok := l.cells[columns[i].at]
	kind := choice(c.words(), columns[i].field.Choices)
	j := slices.IndexFunc(u.changes, func(v network.Variant) bool { return v.ID == kind })
	if !ok || j < 0 {
		r.fault(u.at, l.number, columns[i].at, u.list, id, say("未知的变更 %q", "unknown change %q", c.text), say("可选：%s", "choose %s", strings.Join(columns[i].allowed(network.EN), ", ")))
		return nil
	}
	at := r.add(u.at, c.row, c.col)
	do := &yaml.Node{Kind: yaml.MappingNode, Line: at}
	for _, h := range columns {
		v, ok := l.cells[h.at]
		if !ok || h.role != roleValue || !r.good(u.at, v, h.key, id) {
			continue
		}
		f := h.field
		for _, own := range u.changes[j].Fields {
			if own.Key == h.key {
				f = own
			}
		}
		if !r.fit(u.at, v, f, h.key, id) {
			continue
		}
		value := placed(v.value(f), r.add(u.at, v.row, v.col))
		if u.changes[j].Free && h.key == kind {
			do = value
		} else {
			put(do, h.key, value)
		}
	}
	y := &yaml.Node{Kind: yaml.MappingNode, Line: at}
	put(y, kind, do)
	return y
}
