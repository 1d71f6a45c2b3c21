package workbook

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"fenhu/network"
)

// months reads a row of twelve figures of a record.
func (r *reader) months(u used, columns []headed, l line) {
	given := map[string]cell{}
	col := map[string]int{}
	for _, h := range columns {
		col[h.key] = h.at
		if c, ok := l.cells[h.at]; ok {
			given[h.key] = c
		}
	}
	for _, key := range []string{"sheet", "field"} {
		if c, ok := given[key]; !ok || !r.good(u.at, c, "", "") {
			if !ok {
				r.fault(u.at, l.number, max(1, col[key]), "", "", say("没有填写 %s", "gives no %s", key), text("填写工作表与字段", "write sheet and field"))
			}
			return
		}
	}
	x, f := r.target(u, given["sheet"], given["id"], given["field"], l, max(1, col["id"]))
	if x == nil {
		return
	}
	id, path := textOf(child(x.tree, "id")), f.key
	if c, ok := given["year"]; ok {
		year, isOne := isYear(plainNumber(strings.TrimSpace(c.text)))
		if !isOne || f.field.Shape.Form != network.FormQuantity {
			r.fault(u.at, c.row, c.col, path, id, say("%q 不是水平年", "%q is not a planning year", c.text), text("填写四位年份，或留空", "write a year of four digits, or leave it blank"))
			return
		}
		path += "." + strconv.Itoa(year)
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Line: r.add(u.at, l.number, max(1, col["field"]))}
	number := network.Field{Shape: network.Shape{Form: network.FormNumber}}
	for m := 1; m <= 12; m++ {
		key := "months." + strconv.Itoa(m)
		c, ok := given[key]
		switch {
		case !ok:
			r.fault(u.at, l.number, max(1, col[key]), path, id, say("没有 %d 月的数值", "has no figure for month %d", m), text("填写 12 个月", "fill in all twelve months"))
			list.Content = append(list.Content, number0(r.add(u.at, l.number, max(1, col[key]))))
		case !r.good(u.at, c, path, id) || !r.fit(u.at, c, number, path, id):
			list.Content = append(list.Content, number0(r.add(u.at, c.row, c.col)))
		default:
			list.Content = append(list.Content, placed(c.value(number), r.add(u.at, c.row, c.col)))
		}
	}
	if !put(x.tree, path, list) {
		r.fault(u.at, l.number, max(1, col["field"]), path, id, say("%s 填写了两次", "%s is given twice", path), text("只保留一处", "keep one of them"))
	}
}

// number0 stands for a figure that could not be read and has been complained of.
func number0(line int) *yaml.Node { return placed(scalar("!!int", "0"), line) }

// target finds the record and the field that a sheet, an id and a key name.
func (r *reader) target(u used, name, id, field cell, l line, col int) (*record, column) {
	s := r.sheet(name.words())
	if s == nil || s.form != formRecords {
		r.fault(u.at, name.row, name.col, "", "", say("没有名为 %q 的工作表", "there is no sheet %q", name.words()), r.nearest(""))
		return nil, column{}
	}
	x := r.owner(u, s, id, id.row > 0, l, col)
	if x == nil {
		return nil, column{}
	}
	key := field.words()
	i := slices.IndexFunc(s.columns, func(c column) bool {
		return c.key == key && (c.monthly() || c.series() || c.field.Shape.Form == network.FormQuantity)
	})
	if i < 0 {
		var known []column
		for _, c := range s.columns {
			if c.monthly() || c.series() || c.field.Shape.Form == network.FormQuantity {
				known = append(known, c)
			}
		}
		r.fault(u.at, field.row, field.col, "", x.id(), say("字段 %q 不能在此填写", "the field %q is not one of this sheet", key), say("可用：%s", "known: %s", keyList(known)))
		return nil, column{}
	}
	return x, s.columns[i]
}

func (x *record) id() string { return textOf(child(x.tree, "id")) }

// series reads the sheet whose columns are series, each headed by
// SHEET.ID.FIELD. The numbers in its first column must follow each other.
func (r *reader) series(u used) {
	p := r.pages[u.at]
	byCol, counter := map[int][]cell{}, 0
	var heads []cell
	for _, c := range p.cells {
		switch key := strings.TrimSpace(c.text); {
		case c.row == rowKeys && key == "n":
			counter = c.col
		case c.row == rowKeys && !strings.HasPrefix(key, "#"):
			heads = append(heads, c)
		case c.row > headRows:
			byCol[c.col] = append(byCol[c.col], c)
		}
	}
	for i, c := range byCol[counter] {
		if plainNumber(strings.TrimSpace(c.text)) != strconv.Itoa(i+1) || c.row != headRows+1+i {
			r.fault(u.at, c.row, c.col, "", "", say("序号应为 %d", "the number should be %d", i+1), text("序号自 1 起逐行递增，不能缺行", "count from 1 on, without gaps"))
			break
		}
	}
	for _, h := range heads {
		key := h.words()
		sheet, rest, _ := strings.Cut(key, ".")
		var x *record
		var f column
		if s := r.sheet(sheet); s != nil && s.form == formRecords {
			for _, c := range s.columns {
				if id, ok := strings.CutSuffix(rest, "."+c.key); ok && c.series() && r.records[s.name.EN][id] != nil {
					x, f = r.records[s.name.EN][id], c
				}
			}
		}
		if x == nil {
			r.fault(u.at, h.row, h.col, "", "", say("未知的列 %q", "unknown column %q", key), text("写成 工作表.标识.字段，如 来水.in-fen.observed.values；自用的列键前加 #", "write SHEET.ID.FIELD such as inflow.in-fen.observed.values; put # before the key of a column of your own"))
			continue
		}
		list := &yaml.Node{Kind: yaml.SequenceNode, Line: r.add(u.at, h.row, h.col)}
		item := network.Field{Shape: *f.field.Shape.Item}
		for i, c := range byCol[h.col] {
			if c.row != headRows+1+i {
				r.fault(u.at, headRows+1+i, h.col, f.key, x.id(), text("系列中间有空格", "the series has a gap"), text("逐行填写，不留空格", "fill in every row"))
				break
			}
			value := number0(0)
			if r.good(u.at, c, f.key, x.id()) && r.fit(u.at, c, item, f.key, x.id()) {
				value = c.value(item)
			}
			list.Content = append(list.Content, placed(value, r.add(u.at, c.row, c.col)))
		}
		if len(list.Content) > 0 && !put(x.tree, f.key, list) {
			r.fault(u.at, h.row, h.col, f.key, x.id(), say("%s 填写了两次", "%s is given twice", f.key), text("只保留一处", "keep one of them"))
		}
	}
}
