package compensation

import (
	"bytes"
	"cmp"
	"encoding/csv"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fenhu/network"
	"fenhu/network/quality"
)

// The bounds of a file of records.
const (
	maxRecords      = 32 << 20 // bytes
	maxRecordFaults = 200
	mostValue       = 1e9
)

// columns of a file of records, with their Chinese names.
var columns = [][2]string{
	{"section", "断面"}, {"period", "时段"}, {"item", "项目"}, {"value", "数值"}, {"target", "目标"}, {"inflow", "入境"}, {"before", "上年同期"}, {"source", "来源"}, {"over_days", "连续超标天数"},
}

// The columns by number.
const (
	colSection = iota
	colPeriod
	colItem
	colValue
	colTarget
	colInflow
	colBefore
	colSource
	colOverDays
)

// ReadRecords reads what was monitored at sections from a CSV file, one item a
// row:
//
//	section,period,item,value,target,inflow,before,source
//	sec-hanwucun,2025-07,COD,24,20,18,22,monthly bulletin
//	sec-hanwucun,2025-07,class,Ⅳ,Ⅲ,,Ⅳ,
//	sec-hanwucun,2025-07,flow,4.1,3.0,,,
//	sec-hanwucun,2025-07,volume,1099,900,,,
//	sec-hanwucun,2025-08,state,dry,,,,
//
// An item is an indicator [mg/L], class, flow [m³/s] with the ecological flow as
// target, volume [万m³] with the baseline as target, state (normal, dry, frozen,
// suspended, removed) or accident (yes). A period is a month or a year. The column over_days
// holds the longest run of days above target at an automatic station. Columns
// may have their Chinese names and stand in any order; section, period, item and
// value are needed. sections are the ids that may occur; nil allows any.
//
// The records come in order of section and period. The error is network.Faults
// with every fault and its line, up to two hundred.
func ReadRecords(data []byte, sections []string) ([]Record, error) {
	r := &recordReader{sections: sections, records: map[recordKey]*Record{}, seen: map[itemKey]int{}}
	if len(data) > maxRecords {
		return nil, network.Faults{said("csv", "文件超过 %d MB", "the file is larger than %d MB", maxRecords>>20)}
	}
	c := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	c.FieldsPerRecord = -1
	head, err := c.Read()
	if err != nil {
		return nil, network.Faults{said("csv", "读不出表头：%v", "the header cannot be read: %v", err)}
	}
	r.header(head)
	for len(r.wrong) == 0 || r.width > 0 {
		row, err := c.Read()
		if row == nil {
			break
		}
		line, _ := c.FieldPos(0)
		if err != nil {
			r.fault(line, "", "读不出此行：%v", "the row cannot be read: %v", err)
			break
		}
		r.row(line, row)
	}
	if len(r.wrong) == 0 && len(r.records) == 0 {
		r.fault(0, "", "没有数据行", "there are no rows")
	}
	if len(r.wrong) > 0 {
		if r.more > 0 {
			r.wrong = append(r.wrong, said("csv", "另有 %d 处错误", "and %d more faults", r.more))
		}
		return nil, r.wrong
	}
	out := make([]Record, 0, len(r.records))
	for _, x := range r.records {
		slices.SortFunc(x.Readings, func(a, b Reading) int { return cmp.Compare(order(a.Indicator), order(b.Indicator)) })
		out = append(out, *x)
	}
	slices.SortFunc(out, func(a, b Record) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(a.Year, b.Year), cmp.Compare(a.Month, b.Month))
	})
	return out, nil
}

// order is the place of an indicator in the standard.
func order(i quality.Indicator) int {
	return slices.IndexFunc(quality.Standard(), func(l quality.Limit) bool { return l.Indicator == i })
}

type recordKey struct {
	section     string
	year, month int
}

type itemKey struct {
	recordKey
	item string
}

type recordReader struct {
	sections []string
	at       [9]int // column of each field, −1 = none
	width    int    // 0 = the header is wrong
	records  map[recordKey]*Record
	seen     map[itemKey]int // line of each item
	wrong    network.Faults
	more     int
}

func (r *recordReader) fault(line int, id, zh, en string, args ...any) {
	if len(r.wrong) >= maxRecordFaults {
		r.more++
		return
	}
	f := said("csv", zh, en, args...)
	f.Line, f.ID = line, id
	r.wrong = append(r.wrong, f)
}

func (r *recordReader) header(head []string) {
	for k := range r.at {
		r.at[k] = -1
	}
	for c, name := range head {
		k := slices.IndexFunc(columns, func(x [2]string) bool {
			return strings.EqualFold(strings.TrimSpace(name), x[0]) || strings.TrimSpace(name) == x[1]
		})
		switch {
		case k < 0:
			r.fault(1, "", "不认识的列 %q", "unknown column %q", name)
		case r.at[k] >= 0:
			r.fault(1, "", "列 %q 重复", "column %q is there twice", name)
		default:
			r.at[k] = c
		}
	}
	for k := range colTarget {
		if r.at[k] < 0 {
			r.fault(1, "", "缺少列 %[2]s（%[1]s）", "column %[1]s is missing", columns[k][0], columns[k][1])
		}
	}
	if len(r.wrong) == 0 {
		r.width = len(head)
	}
}

func (r *recordReader) row(line int, row []string) {
	if len(row) != r.width {
		r.fault(line, "", "有 %d 列，应为 %d 列", "has %d columns, want %d", len(row), r.width)
		return
	}
	field := func(k int) string {
		if r.at[k] < 0 {
			return ""
		}
		return strings.TrimSpace(row[r.at[k]])
	}
	section := field(colSection)
	if section == "" || r.sections != nil && !slices.Contains(r.sections, section) {
		r.fault(line, section, "没有断面 %q", "there is no section %q", section)
		return
	}
	key := recordKey{section: section}
	if at, err := time.Parse("2006-01", field(colPeriod)); err == nil {
		key.year, key.month = at.Year(), int(at.Month())
	} else if at, err := time.Parse("2006", field(colPeriod)); err == nil {
		key.year = at.Year()
	}
	if key.year < 1900 || key.year > 2200 {
		r.fault(line, section, "时段 %q 应为 2025-07 或 2025", "the period %q is not like 2025-07 or 2025", field(colPeriod))
		return
	}
	x := r.records[key]
	if x == nil {
		x = &Record{Section: section, Year: key.year, Month: key.month}
		r.records[key] = x
	}
	if s := field(colSource); s != "" && x.Source == "" {
		x.Source = s
	}
	item := itemKey{key, r.item(line, x, field)}
	if first, twice := r.seen[item]; twice && item.item != "" {
		r.fault(line, section, "%[1]s 的 %[2]s 与第 %[3]d 行重复", "%[2]s of %[1]s repeats line %[3]d", x.Period(), item.item, first)
	}
	r.seen[item] = line
}

// item takes one item into a record and returns its name.
func (r *recordReader) item(line int, x *Record, field func(int) string) string {
	name := strings.ToLower(field(colItem))
	number := func(k int, most float64) *float64 {
		s := field(k)
		if s == "" {
			return nil
		}
		v, err := strconv.ParseFloat(s, 64)
		if err != nil || !(v >= 0 && v <= most) {
			r.fault(line, x.Section, "%[2]s %[3]q 不是 0 至 %[4]g 的数", "%[1]s %[3]q is not a number from 0 to %[4]g", columns[k][0], columns[k][1], s, most)
			return nil
		}
		v = math.Abs(v) // −0 is 0
		return &v
	}
	value := func(k int) float64 {
		if v := number(k, mostValue); v != nil {
			return *v
		}
		return 0
	}
	if field(colValue) == "" {
		r.fault(line, x.Section, "没有数值", "has no value")
		return name
	}
	switch name {
	case "state", "状态":
		x.State = State(strings.ToLower(field(colValue)))
		for k, zh := range []string{"正常", "断流", "结冰", "停考", "剔除"} {
			if field(colValue) == zh {
				x.State = States()[k]
			}
		}
		if !slices.Contains(States(), x.State) {
			r.fault(line, x.Section, "未知的状态 %q", "unknown state %q; choose normal, dry, frozen, suspended or removed", field(colValue))
		}
		return "state"
	case "accident", "事故":
		x.Accident = slices.Contains([]string{"yes", "是", "1", "true"}, strings.ToLower(field(colValue)))
		return "accident"
	case "class", "水质类别":
		for k, into := range map[int]*quality.Class{colValue: &x.Class, colTarget: &x.Target, colBefore: &x.Before} {
			if s := field(k); s != "" {
				c, err := quality.ParseClass(s)
				if err != nil {
					r.fault(line, x.Section, "%q 不是水质类别", "%q is no class of water quality", s)
				}
				*into = c
			}
		}
		return "class"
	case "flow", "流量":
		x.Flow, x.EcoFlow = value(colValue), value(colTarget)
		return "flow"
	case "volume", "水量":
		x.Volume, x.Baseline = value(colValue), value(colTarget)
		return "volume"
	}
	i, err := quality.ParseIndicator(field(colItem))
	if err != nil {
		r.fault(line, x.Section, "未知的项目 %q", "unknown item %q", field(colItem))
		return ""
	}
	days := 0
	if v := number(colOverDays, 366); v != nil {
		if days = int(*v); float64(days) != *v {
			r.fault(line, x.Section, "连续超标天数 %q 不是整数", "over_days %q is not a whole number", field(colOverDays))
		}
	}
	x.Readings = append(x.Readings, Reading{Indicator: i, Value: value(colValue), Target: value(colTarget), Inflow: number(colInflow, mostValue), Before: number(colBefore, mostValue), OverDays: days})
	return string(i)
}
