package ensemble

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"fenhu/network"
)

// The bounds of a forecast file.
const (
	maxForecast       = 64 << 20 // bytes
	maxForecastTraces = 20_000
)

// Forecast reads an ensemble that another system made: a CSV file with the
// columns trace, date and one for each inflow node, named by its id, a row for each
// trace and step. A date is the first day of a step, YYYY-MM-DD, or YYYY-MM for a
// month. unit is m3s, the mean flow of the step [m³/s], or volume [万m³]. A column
// weight, optional, gives the weight of each trace.
//
// Every trace must have every step of the horizon once, in any order. Inflows
// without a column keep what the document gives them. The error is
// network.Faults with every fault that could be found, up to fifty, and its line.
func Forecast(n *network.Network, h network.Horizon, data []byte, unit string) (*Set, error) {
	f := &forecast{h: h, step: map[time.Time]int{}, trace: map[string]int{}}
	for t, s := range h.Steps {
		f.step[s.Start] = t
	}
	switch unit {
	case "m3s":
		f.flow = true
	case "volume":
	default:
		f.fault(0, said("未知的单位 %q", "unknown unit %q", unit), network.Text{ZH: "可选：m3s, volume", EN: "choose m3s or volume"})
		return nil, f.err()
	}
	if len(data) > maxForecast {
		f.fault(0, said("文件有 %d MB，超过 %d MB", "the file has %d MB, more than %d MB", len(data)>>20, maxForecast>>20), network.Text{})
		return nil, f.err()
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.ReuseRecord = -1, true
	head, err := r.Read()
	if err != nil {
		f.fault(1, said("读不出表头：%v", "the header cannot be read: %v", err), network.Text{})
		return nil, f.err()
	}
	f.header(n, head)
	if err := f.err(); err != nil {
		return nil, err
	}
	for {
		row, err := r.Read()
		if row == nil {
			break
		}
		line, _ := r.FieldPos(0)
		if err != nil {
			f.fault(line, said("读不出此行：%v", "the row cannot be read: %v", err), network.Text{})
			break
		}
		f.row(line, row)
	}
	f.complete()
	if err := f.err(); err != nil {
		return nil, err
	}
	return &f.set, nil
}

type forecast struct {
	checker
	h      network.Horizon
	flow   bool
	step   map[time.Time]int
	trace  map[string]int
	set    Set
	seen   [][]bool // by trace and step
	lines  []int    // where each trace began
	name   int      // column of the trace's name
	date   int
	weight int // -1 = none
	nodes  []int
	width  int
}

func (f *forecast) fault(line int, problem, remedy network.Text) {
	path := "csv"
	if line > 0 {
		path = fmt.Sprintf("csv:%d", line)
	}
	f.checker.fault(path, "", problem, remedy)
}

func (f *forecast) header(n *network.Network, head []string) {
	f.name, f.date, f.weight, f.width = -1, -1, -1, len(head)
	seen := map[string]bool{}
	for c, name := range head {
		name = strings.TrimSpace(name)
		if seen[name] {
			f.fault(1, said("列 %q 重复", "column %q is there twice", name), network.Text{})
		}
		seen[name] = true
		switch name {
		case "trace":
			f.name = c
		case "date":
			f.date = c
		case "weight":
			f.weight = c
		default:
			if _, ok := n.NodeByID(name).(*network.Inflow); !ok {
				f.fault(1, said("第 %d 列 %q 不是来水节点", "column %d, %q, is no inflow node", c+1, name), network.Text{ZH: "列名为 trace、date、weight 或来水节点的标识", EN: "a column is trace, date, weight or the id of an inflow"})
				continue
			}
			f.nodes, f.set.Nodes = append(f.nodes, c), append(f.set.Nodes, name)
		}
	}
	if f.name < 0 || f.date < 0 || len(f.nodes) == 0 {
		f.fault(1, network.Text{ZH: "缺少 trace、date 或来水节点列", EN: "a column trace, date or of an inflow is missing"}, network.Text{ZH: "表头如：trace,date,节点标识…", EN: "the header is like: trace,date,<node id>…"})
	}
}

func (f *forecast) row(line int, row []string) {
	if len(row) != f.width {
		f.fault(line, said("有 %d 列，应为 %d 列", "has %d columns, want %d", len(row), f.width), network.Text{})
		return
	}
	name := strings.TrimSpace(strings.Clone(row[f.name]))
	if name == "" {
		f.fault(line, network.Text{ZH: "没有过程名称", EN: "the trace has no name"}, network.Text{})
		return
	}
	k, ok := f.trace[name]
	if !ok {
		if len(f.set.Traces) == maxForecastTraces {
			f.fault(line, said("过程超过 %d 条", "there are more than %d traces", maxForecastTraces), network.Text{})
			return
		}
		k = len(f.set.Traces)
		f.trace[name] = k
		t := Trace{Name: name, Weight: 1}
		for range f.nodes {
			t.Inflow = append(t.Inflow, make([]float64, f.h.Len()))
		}
		if f.weight >= 0 {
			t.Weight = f.number(line, row[f.weight])
		}
		f.set.Traces, f.seen, f.lines = append(f.set.Traces, t), append(f.seen, make([]bool, f.h.Len())), append(f.lines, line)
	} else if f.weight >= 0 && f.number(line, row[f.weight]) != f.set.Traces[k].Weight {
		f.fault(line, said("过程 %q 的权重前后不一", "trace %q has two weights", name), network.Text{})
	}
	t, ok := f.when(strings.TrimSpace(row[f.date]))
	switch {
	case !ok:
		f.fault(line, said("%q 不是计算期内时段的首日", "%q is not the first day of a period of the calendar", row[f.date]), network.Text{ZH: "填写 YYYY-MM-DD，逐月时也可填 YYYY-MM", EN: "write YYYY-MM-DD, or YYYY-MM for months"})
		return
	case f.seen[k][t]:
		f.fault(line, said("过程 %q 的 %s 重复", "trace %q has %s twice", name, row[f.date]), network.Text{})
		return
	}
	f.seen[k][t] = true
	for i, c := range f.nodes {
		v := f.number(line, row[c])
		if f.flow {
			v = f.h.Volume(v, t)
		}
		f.set.Traces[k].Inflow[i][t] = v
	}
}

// when is the step that begins on a date.
func (f *forecast) when(s string) (int, bool) {
	at, err := time.Parse(time.DateOnly, s)
	if err != nil && f.h.Kind == network.StepMonth {
		at, err = time.Parse("2006-01", s)
	}
	if err != nil {
		return 0, false
	}
	t, ok := f.step[at]
	return t, ok
}

// number reads a value that is finite and not negative.
func (f *forecast) number(line int, s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || !(v >= 0) || math.IsInf(v, 0) || v > 1e9 {
		f.fault(line, said("%q 不是 0 至 1e9 的数", "%q is not a number from 0 to 1e9", s), network.Text{})
		return 0
	}
	return math.Abs(v) // −0 is 0
}

// complete names the traces that miss steps.
func (f *forecast) complete() {
	if len(f.set.Traces) == 0 {
		f.fault(0, network.Text{ZH: "文件没有数据行", EN: "the file has no rows"}, network.Text{})
	}
	for k, seen := range f.seen {
		for t, ok := range seen {
			if !ok {
				f.fault(f.lines[k], said("过程 %q 缺少 %s", "trace %q lacks %s", f.set.Traces[k].Name, f.h.Steps[t].Start.Format(time.DateOnly)), network.Text{ZH: "每条过程须覆盖整个计算期", EN: "every trace must cover the whole calendar"})
				break
			}
		}
	}
}
