package main

import (
	"fmt"
	"strings"
	"time"

	"fenhu/network"
)

// monthly is a record of whole calendar years.
type monthly struct {
	first  int           // year of the first value
	months [][12]float64 // by year
}

func (r *monthly) annual() annual {
	var out annual
	for i := range r.months {
		sum := 0.0
		for _, x := range r.months[i] {
			sum += x
		}
		out.years, out.values = append(out.years, r.first+i), append(out.values, sum)
	}
	return out
}

// readMonths reads a CSV file of months and values in the order of time, without
// gaps, in whole years.
func readMonths(data []byte) (*monthly, network.Faults) {
	t := readTable(data)
	r := &monthly{}
	var last time.Time
	for i, row := range t.rows {
		line := t.lines[i]
		at, err := time.Parse("2006-01", strings.TrimSpace(row[0]))
		if err != nil && i == 0 {
			continue
		}
		if len(row) != 2 {
			t.fault(line, fmt.Sprintf("有 %d 列，应为 2 列：年-月,数值", len(row)), fmt.Sprintf("has %d columns, want 2: month,value", len(row)))
			continue
		}
		if err != nil {
			t.fault(line, fmt.Sprintf("%q 不是月份（如 2001-03）", row[0]), fmt.Sprintf("%q is not a month such as 2001-03", row[0]))
			continue
		}
		switch {
		case last.IsZero() && at.Month() != time.January:
			t.fault(line, "系列须自 1 月起", "the record must begin with a January")
		case !last.IsZero() && !at.Equal(last.AddDate(0, 1, 0)):
			t.fault(line, fmt.Sprintf("%s 之后应为 %s", last.Format("2006-01"), last.AddDate(0, 1, 0).Format("2006-01")), fmt.Sprintf("%s must follow %s", last.AddDate(0, 1, 0).Format("2006-01"), last.Format("2006-01")))
		}
		if last.IsZero() {
			r.first = at.Year()
		}
		last = at
		x, ok := t.value(line, row[1])
		if !ok {
			continue
		}
		if at.Month() == time.January {
			r.months = append(r.months, [12]float64{})
		}
		if k := at.Year() - r.first; k >= 0 && k < len(r.months) {
			r.months[k][at.Month()-1] = x
		}
	}
	if !last.IsZero() && last.Month() != time.December {
		t.fault(0, "系列须止于 12 月", "the record must end with a December")
	}
	t.faults = append(t.faults, checkAnnual(r.annual().values, len(t.faults) > 0)...)
	return r, t.faults
}
