package observe

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"fenhu/network"
)

// column is a column of a CSV file, with the headings that name it.
type column struct {
	id, zh   string
	required bool
	put      func(*entry, string)
}

// columns is the ordered table of columns.
func columns() []column {
	return []column{
		{"node", "节点", true, func(e *entry, s string) { e.node = s }},
		{"quantity", "要素", true, func(e *entry, s string) { e.quantity = s }},
		{"time", "时间", true, func(e *entry, s string) { e.time = s }},
		{"value", "数值", true, func(e *entry, s string) { e.value = s }},
		{"unit", "单位", false, func(e *entry, s string) { e.unit = s }},
		{"quality", "质量", false, func(e *entry, s string) { e.quality = s }},
		{"source", "来源", false, func(e *entry, s string) { e.sourceOf = s }},
	}
}

// ReadCSV reads a CSV file whose first line names its columns: node, quantity,
// time and value, and perhaps unit, quality and source. The error is
// network.Faults with every fault and its line; nothing is returned then.
func ReadCSV(data []byte, o Options) ([]Value, error) {
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	c.FieldsPerRecord = -1
	head, err := c.Read()
	if errors.Is(err, io.EOF) {
		return nil, faults(1, "header", "文件是空的", "the file is empty")
	}
	if err != nil {
		return nil, unreadable(err)
	}
	t, wrong := newTable(head)
	if len(wrong) > 0 {
		return nil, wrong
	}
	for {
		record, err := c.Read()
		if errors.Is(err, io.EOF) {
			return check(t.entries, t.wrong, o)
		}
		if err != nil {
			return nil, unreadable(err)
		}
		line, _ := c.FieldPos(0)
		if t.row(line, record); len(t.entries) > MostValues {
			return check(t.entries, t.wrong, o)
		}
	}
}

// ReadRows reads the rows of a sheet as ReadCSV does; the first is the header,
// and empty ones are left out. Faults name rows as lines.
func ReadRows(rows [][]string, o Options) ([]Value, error) {
	if len(rows) == 0 {
		return nil, faults(1, "header", "表是空的", "the sheet is empty")
	}
	t, wrong := newTable(rows[0])
	if len(wrong) > 0 {
		return nil, wrong
	}
	for i, record := range rows[1:] {
		if strings.TrimSpace(strings.Join(record, "")) == "" {
			continue
		}
		for len(record) < t.width {
			record = append(record, "")
		}
		if t.row(i+2, record); len(t.entries) > MostValues {
			break
		}
	}
	return check(t.entries, t.wrong, o)
}

// table is a header and the rows under it.
type table struct {
	width   int
	put     []func(*entry, string)
	entries []entry
	wrong   network.Faults
}

func newTable(head []string) (*table, network.Faults) {
	for len(head) > 0 && strings.TrimSpace(head[len(head)-1]) == "" {
		head = head[:len(head)-1]
	}
	put, wrong := heading(head)
	return &table{width: len(head), put: put}, wrong
}

func (t *table) row(line int, record []string) {
	for len(record) > t.width && record[len(record)-1] == "" {
		record = record[:len(record)-1]
	}
	if len(record) != t.width {
		if len(t.wrong) < mostFaults {
			t.wrong = append(t.wrong, faults(line, "", fmt.Sprintf("有 %d 列，表头有 %d 列", len(record), t.width), fmt.Sprintf("has %d columns, the header has %d", len(record), t.width))...)
		}
		return
	}
	e := entry{at: line, place: fmt.Sprintf("line %d", line)}
	for i, x := range record {
		t.put[i](&e, strings.TrimSpace(x))
	}
	t.entries = append(t.entries, e)
}

// heading finds the columns that a header names.
func heading(head []string) (put []func(*entry, string), wrong network.Faults) {
	found := map[string]bool{}
	for _, name := range head {
		name = strings.ToLower(strings.TrimSpace(name))
		ok := false
		for _, c := range columns() {
			if name != c.id && name != c.zh {
				continue
			}
			if found[c.id] {
				wrong = append(wrong, faults(1, name, "该列出现两次", "the column appears twice")...)
			}
			found[c.id], ok = true, true
			put = append(put, c.put)
		}
		if !ok {
			wrong = append(wrong, faults(1, name, "未知的列；可用 node, quantity, time, value, unit, quality, source", "unknown column; there are node, quantity, time, value, unit, quality, source")...)
		}
	}
	for _, c := range columns() {
		if c.required && !found[c.id] {
			wrong = append(wrong, faults(1, c.id, "缺少列 "+c.id+"（"+c.zh+"）", "the column "+c.id+" is missing")...)
		}
	}
	return put, wrong
}

func faults(line int, path, zh, en string) network.Faults {
	return network.Faults{{Path: path, Line: line, Problem: network.Text{ZH: zh, EN: en}}}
}

func unreadable(err error) network.Faults {
	line := 0
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		line = p.Line
	}
	return faults(line, "", "无法读取 CSV："+err.Error(), "cannot read the CSV: "+err.Error())
}

// Item is one value in JSON.
type Item struct {
	Node     string   `json:"node" minLength:"1" maxLength:"100" doc:"id of a node of the basin"`
	Quantity string   `json:"quantity" maxLength:"50" doc:"storage, level, flow, rain, evaporation, depth, volume, class, or an indicator such as COD or NH3-N"`
	Time     string   `json:"time" maxLength:"40" doc:"RFC 3339, a local time such as 2025-06-01 08:00, or a month such as 2025-06"`
	Value    *float64 `json:"value,omitempty" doc:"absent with quality missing, dry or frozen"`
	Unit     string   `json:"unit,omitempty" maxLength:"20" doc:"absent = the unit of the quantity; converted only when given"`
	Quality  string   `json:"quality,omitempty" maxLength:"20" doc:"good (default), suspect, estimated, missing; at sections also dry, frozen, suspended, removed"`
	Source   string   `json:"source,omitempty" maxLength:"200"`
}

// ReadJSON reads {"values": […]} with one Item each; see ReadCSV for errors,
// whose paths are values[i].field.
func ReadJSON(data []byte, o Options) ([]Value, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var body struct {
		Values []Item `json:"values"`
	}
	if err := d.Decode(&body); err != nil {
		return nil, faults(0, "body", "无法读取 JSON："+err.Error(), "cannot read the JSON: "+err.Error())
	}
	if d.More() {
		return nil, faults(0, "body", "JSON 之后还有内容", "there is more after the JSON")
	}
	entries := make([]entry, len(body.Values))
	for i, x := range body.Values {
		place := fmt.Sprintf("values[%d]", i)
		entries[i] = entry{path: place, place: place, node: x.Node, quantity: x.Quantity, time: x.Time, unit: x.Unit, quality: x.Quality, sourceOf: x.Source}
		if x.Value != nil {
			entries[i].value = fmt.Sprint(*x.Value)
		}
	}
	return check(entries, nil, o)
}
