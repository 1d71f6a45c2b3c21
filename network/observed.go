package network

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"
	"strings"
	"time"
)

// Observed is an observed series: either values given in the document or a
// column of a CSV file whose first column is the date (YYYY-MM or YYYY-MM-DD).
// It must cover the horizon with the horizon's step, or with months.
type Observed struct {
	CSV    string    `json:"csv" doc:"CSV file beside the document" zh:"CSV 文件"`
	Column string    `json:"column" doc:"column of the CSV file (default: the node's id)" zh:"列名"`
	Unit   string    `json:"unit" enum:"m3s|volume" doc:"m3s = mean flow [m³/s] (default), volume = 万m³ per period" zh:"单位"`
	Start  string    `json:"start" doc:"date of the first value, YYYY-MM or YYYY-MM-DD" zh:"起始日期"`
	Step   StepKind  `json:"step" enum:"month|xun|day" doc:"step of the values (default month)" zh:"时段"`
	Values []float64 `json:"values" min:"0" max:"1e9" doc:"values, instead of a CSV file" zh:"数值"`
}

// maxCSV bounds the size of a CSV file [bytes].
const maxCSV = 64 << 20

// mostObserved bounds an observed value, as the tag of Values does [m³/s or 万m³].
const mostObserved = 1e9

// ReadCSV reads one column of a CSV file into the series; a file with a fault
// leaves the series as it was.
func (o *Observed) ReadCSV(data []byte, column string) error {
	if len(data) > maxCSV {
		return wrongf("文件有 %d MB，超过 %d MB", "the file has %d MB, more than %d MB", len(data)>>20, maxCSV>>20)
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil {
		return err
	}
	if len(rows) < 2 {
		return wrongf("文件没有数据行", "the file has no rows")
	}
	col := -1
	for i, name := range rows[0] {
		if strings.TrimSpace(name) == column {
			col = i
		}
	}
	if col < 1 {
		return wrongf("没有名为 %q 的列；现有：%s", "no column %q; the columns are %s", column, strings.Join(rows[0], ", "))
	}
	var values []float64
	var dates []time.Time
	for i, row := range rows[1:] {
		if col >= len(row) {
			return wrongf("第 %d 行有 %d 列，应有 %d 列", "row %d has %d columns, want %d", i+2, len(row), col+1)
		}
		at, err := parseDate(strings.TrimSpace(row[0]))
		if err != nil {
			return wrongf("第 %[1]d 行：%[2]s", "row %[1]d: %[3]s", i+2, problemOf(err).ZH, problemOf(err).EN)
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(row[col]), 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return wrongf("第 %d 行：%q 不是数字", "row %d: %q is not a number", i+2, row[col])
		}
		if v < 0 {
			return wrongf("第 %d 行：流量 %g 为负", "row %d: flow %g is negative", i+2, v)
		}
		if v > mostObserved {
			return wrongf("第 %d 行：%g 大于 %g", "row %d: %g is above %g", i+2, v, mostObserved)
		}
		dates = append(dates, at)
		values = append(values, math.Abs(v)) // −0 is 0
	}
	read := *o
	read.Start, read.Step, read.Values = dates[0].Format("2006-01-02"), stepOf(dates), values
	h, err := read.horizon()
	if err != nil {
		return err
	}
	for i, d := range dates {
		if !h.Steps[i].Start.Equal(d) {
			return wrongf("第 %d 行日期为 %s，应为 %s：各时段须首尾相接", "row %d has date %s, want %s: periods must follow each other without gaps", i+2, d.Format("2006-01-02"), h.Steps[i].Start.Format("2006-01-02"))
		}
	}
	*o = read
	return nil
}

func stepOf(dates []time.Time) StepKind {
	if len(dates) < 2 {
		return StepMonth
	}
	switch days := dates[1].Sub(dates[0]).Hours() / 24; {
	case days <= 1:
		return StepDay
	case days <= 11:
		return StepXun
	default:
		return StepMonth
	}
}

func parseDate(s string) (time.Time, error) {
	for _, layout := range []string{"2006-01-02", "2006-01", "2006/1/2", "2006/1"} {
		if at, err := time.Parse(layout, s); err == nil {
			return at, nil
		}
	}
	return time.Time{}, wrongf("%q 不是日期（YYYY-MM 或 YYYY-MM-DD）", "%q is not a date YYYY-MM or YYYY-MM-DD", s)
}

// horizon is the series' own calendar.
func (o *Observed) horizon() (Horizon, error) {
	at, err := parseDate(o.Start)
	if err != nil {
		return Horizon{}, err
	}
	if at.Day() != 1 {
		return Horizon{}, wrongf("系列须自某月一日起，而不是 %s", "a series must start on the first of a month, not %s", o.Start)
	}
	step := o.Step
	if step == "" {
		step = StepMonth
	}
	return NewHorizon(step, at.Year(), int(at.Month()), max(1, len(o.Values)), 1)
}

// covers says from which to which date the series runs, and whether it can
// fill the horizon.
func (o *Observed) covers(h Horizon) (bool, error) {
	own, err := o.horizon()
	if err != nil {
		return false, err
	}
	if own.Kind != StepMonth && own.Kind != h.Kind {
		return false, nil
	}
	last := own.Steps[own.Len()-1]
	end := h.Steps[h.Len()-1]
	return !own.Steps[0].Start.After(h.Steps[0].Start) &&
		!last.Start.AddDate(0, 0, last.Days).Before(end.Start.AddDate(0, 0, end.Days)), nil
}

// fill writes the volume [万m³] of each step of h into out.
func (o *Observed) fill(h Horizon, out []float64) {
	own, err := o.horizon()
	if err != nil {
		return
	}
	i := 0
	for t, s := range h.Steps {
		for i < own.Len() && !own.Steps[i].Start.AddDate(0, 0, own.Steps[i].Days).After(s.Start) {
			i++
		}
		if i >= own.Len() || i >= len(o.Values) {
			return
		}
		if o.Unit == "volume" {
			out[t] = o.Values[i] * float64(s.Days) / float64(own.Steps[i].Days)
		} else {
			out[t] = h.Volume(o.Values[i], t)
		}
	}
}

// Range is the first month and the number of whole months of the series.
func (o *Observed) Range() (start string, months int) {
	own, err := o.horizon()
	if err != nil || len(o.Values) == 0 {
		return "", 0
	}
	last := own.Steps[own.Len()-1]
	end := last.Start.AddDate(0, 0, last.Days)
	first := own.Steps[0].Start
	return first.Format("2006-01"), (end.Year()-first.Year())*12 + int(end.Month()) - int(first.Month())
}

// Months are the volumes [万m³] of the whole calendar months of the series and
// the first of them; nil for a series without a whole month or with a fault.
func (o *Observed) Months() (first time.Time, volumes []float64) {
	own, err := o.horizon()
	if err != nil {
		return time.Time{}, nil
	}
	_, months := o.Range()
	if months < 1 {
		return time.Time{}, nil
	}
	first = own.Steps[0].Start
	volumes = make([]float64, months)
	for i, v := range o.Values {
		s := own.Steps[i]
		m := 12*(s.Start.Year()-first.Year()) + int(s.Start.Month()-first.Month())
		if m >= months {
			break
		}
		if o.Unit != "volume" {
			v = own.Volume(v, i)
		}
		volumes[m] += v
	}
	return first, volumes
}
