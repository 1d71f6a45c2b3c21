package workbook

import (
	"errors"
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"fenhu/network"
)

// Read reads a workbook into a network and checks it; open may be nil when the
// document names no CSV files. The error is network.Faults with every fault of
// the workbook at once, each with its cell, in the order of the cells; warnings
// are in the second result of a good workbook.
func Read(data []byte, open network.Open) (*network.Network, network.Faults, error) {
	pages, err := readPages(data)
	if err != nil {
		faults := network.Faults{{Problem: text(err.Error(), err.Error())}}
		if r, ok := errors.AsType[refused](err); ok {
			faults[0].Problem, faults[0].Remedy = r.problem, r.remedy
		}
		return nil, faults, faults
	}
	r := &reader{complaints: complaints{places: &places{pages: pages}}, root: &yaml.Node{Kind: yaml.MappingNode}, records: map[string]map[string]*record{}, items: map[*yaml.Node]place{}}
	r.read()
	n, decoded, err := network.DecodeTree(r.root, r.names(), open)
	if err != nil && len(decoded) == 0 {
		if list, ok := errors.AsType[network.Faults](err); ok {
			decoded = list
		}
	}
	faults := r.merge(decoded)
	if wrong := faults.Errors(); len(wrong) > 0 {
		return nil, faults, wrong
	}
	return n, faults, nil
}

// record is a row that stands for an item of a list of the document.
type record struct {
	tree  *yaml.Node
	sheet *sheet
	order float64 // place in the document; +Inf when not given
}

// reader is a workbook that is being turned into a document.
type reader struct {
	complaints
	root    *yaml.Node
	sheets  []sheet
	lists   map[string][]*record          // by key of the list, in the order of rows
	records map[string]map[string]*record // by sheet and id
	items   map[*yaml.Node]place
}

// used is a page of the workbook with the sheet that it is.
type used struct {
	at int
	*sheet
}

func (r *reader) read() {
	r.sheets = layout()
	r.lists = map[string][]*record{}
	var list []used
	for i, p := range r.pages {
		if ignored(p.name) {
			continue
		}
		s := r.sheet(p.name)
		switch {
		case s == nil:
			r.fault(i, 0, 0, "", "", say("未知的工作表 %q", "unknown sheet %q", p.name), r.nearest(p.name))
			continue
		case slices.ContainsFunc(list, func(u used) bool { return u.sheet == s }):
			r.fault(i, 0, 0, "", "", say("工作表 %q 出现两次", "sheet %q is given twice", s.name.ZH), text("合并为一张，或在名称前加 #", "make it one, or put # before its name"))
			continue
		}
		for _, m := range p.merged {
			r.merged(i, s, m)
		}
		list = append(list, used{i, s})
	}
	for _, f := range []form{formSettings, formRecords, formParts, formChanges, formMonthly, formSeries} {
		found := false
		for _, u := range list {
			if u.form != f {
				continue
			}
			found = true
			switch f {
			case formSettings:
				r.settings(u)
			case formSeries:
				r.series(u)
			default:
				r.rows(u)
			}
		}
		if f == formSettings && !found {
			r.faults = append(r.faults, network.Fault{Problem: say("缺少工作表 %q", "missing: sheet %[2]q", r.sheets[0].name.ZH, r.sheets[0].name.EN), Remedy: text("可从 fenhu basin template 的模板开始", "start from the output of fenhu basin template")})
		}
		if f == formRecords {
			r.assemble()
		}
	}
}

// sheet finds a sheet by its name in either language.
func (r *reader) sheet(name string) *sheet {
	for i := range r.sheets {
		if is(name, r.sheets[i].name.ZH, r.sheets[i].name.EN) {
			return &r.sheets[i]
		}
	}
	return nil
}

func (r *reader) nearest(string) network.Text {
	var zh, en []string
	for _, s := range r.sheets {
		zh, en = append(zh, s.name.ZH), append(en, s.name.EN)
	}
	return say("可用：%[1]s；自用的工作表名称前加 #", "known: %[2]s; put # before the name of a sheet of your own", strings.Join(zh, "、"), strings.Join(en, ", "))
}

// merged refuses merged cells below the head.
func (r *reader) merged(at int, s *sheet, area string) {
	first, last, _ := strings.Cut(area, ":")
	x, y, err := cellOf(first)
	_, bottom, err2 := cellOf(last)
	head := headRows
	if s.form == formSettings {
		head = 1
	}
	if err == nil && err2 == nil && bottom > head {
		r.fault(at, y, x, "", "", say("单元格 %s 已合并", "the cells %s are merged", area), text("取消合并，逐格填写", "unmerge them and fill in each"))
	}
}

// good refuses cells that have no value of their own.
func (r *reader) good(at int, c cell, path, id string) bool {
	switch c.kind {
	case kindError:
		r.fault(at, c.row, c.col, path, id, say("单元格是错误值 %s", "the cell holds the error %s", c.text), text("改正公式或填写数值", "mend the formula or write the value"))
	case kindFormula:
		r.fault(at, c.row, c.col, path, id, text("公式没有保存结果", "the value of the formula is not saved"), text("在 Excel 中打开并保存，或改为数值", "open and save the workbook in Excel, or write the value"))
	default:
		return true
	}
	return false
}

// fit refuses what became a date while a figure is meant.
func (r *reader) fit(at int, c cell, f network.Field, path, id string) bool {
	if c.kind == kindDate && f.Shape.Form != network.FormText {
		r.fault(at, c.row, c.col, path, id, say("单元格是日期 %s", "the cell holds the date %s", c.text), text("把格式改为“常规”或“文本”后重新填写", "set its format to General or Text and write it again"))
		return false
	}
	return true
}

// settings reads the sheet of the basin.
func (r *reader) settings(u used) {
	keys, values := map[int]cell{}, map[int]cell{}
	for _, c := range r.pages[u.at].cells {
		if c.row == 1 {
			continue
		}
		switch c.col {
		case 2:
			keys[c.row] = c
		case 3:
			values[c.row] = c
		}
	}
	seen := map[string]bool{}
	for _, row := range sortedKeys(keys) {
		key := strings.TrimSpace(keys[row].text)
		if strings.HasPrefix(key, "#") {
			continue
		}
		i := slices.IndexFunc(u.columns, func(c column) bool { return c.key == key })
		if i < 0 {
			r.fault(u.at, row, 2, key, "", say("未知的键 %q", "unknown key %q", key), say("可用：%s", "known: %s", keyList(u.columns)))
			continue
		}
		if seen[key] {
			r.fault(u.at, row, 2, key, "", say("键 %q 出现两次", "the key %q is given twice", key), text("删去一处", "take one away"))
			continue
		}
		seen[key] = true
		r.cell(u, values, row, 3, r.root, key, u.columns[i].field, "")
	}
	for _, row := range sortedKeys(values) {
		if _, ok := keys[row]; !ok {
			r.fault(u.at, row, 2, "", "", text("有值而没有键", "a value without a key"), text("在 B 列填写键", "write the key into column B"))
		}
	}
}

// cell puts one cell into a group; one without a value marks the place of keys
// of the group itself, so that what is missing there has a cell.
func (r *reader) cell(u used, row map[int]cell, at, col int, y *yaml.Node, path string, f network.Field, id string) {
	c, ok := row[at]
	if !ok {
		if (u.form == formSettings || !strings.Contains(path, ".")) && valueAt(y, path) == nil {
			put(y, path, placed(null(), r.add(u.at, at, col)))
		}
		return
	}
	if !r.good(u.at, c, path, id) || !r.fit(u.at, c, f, path, id) {
		return
	}
	if !put(y, path, placed(c.value(f), r.add(u.at, c.row, c.col))) {
		r.fault(u.at, c.row, c.col, path, id, say("%s 填写了两次", "%s is given twice", path), text("只保留一处", "keep one of them"))
	}
}

func keyList(columns []column) string {
	keys := make([]string, len(columns))
	for i, c := range columns {
		keys[i] = c.key
	}
	return strings.Join(keys, ", ")
}

func sortedKeys[V any](m map[int]V) []int {
	keys := make([]int, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Ints(keys)
	return keys
}

// assemble puts the records into their lists, those of several sheets in the
// order of the document.
func (r *reader) assemble() {
	for _, s := range r.sheets {
		if s.form != formRecords || child(r.root, s.list) != nil {
			continue
		}
		records := r.lists[s.list]
		sort.SliceStable(records, func(i, j int) bool { return records[i].order < records[j].order })
		y := &yaml.Node{Kind: yaml.SequenceNode}
		for _, x := range records {
			y.Content = append(y.Content, x.tree)
		}
		put(r.root, s.list, y)
	}
}

func orderOf(c cell) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(c.text), 64)
	if err != nil || math.IsNaN(v) {
		return math.Inf(1)
	}
	return v
}
