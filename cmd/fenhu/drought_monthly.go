package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"fenhu/network"
)

// climate is a monthly record without gaps; a missing figure is NaN.
type climate struct {
	year, month   int       // of the first value
	precipitation []float64 // [mm]
	pet           []float64 // potential evapotranspiration; nil = not given [mm]
	temperature   []float64 // mean; nil = not given [°C]
	high, low     []float64 // mean daily extremes; nil = not given [°C]
}

// label is the month of step t, YYYY-MM.
func (c *climate) label(t int) string {
	at := c.month - 1 + t
	return fmt.Sprintf("%04d-%02d", c.year+at/12, at%12+1)
}

// climateColumn is a column of the file: its names, bounds and place.
type climateColumn struct {
	names  []string
	lo, hi float64
	of     func(*climate) *[]float64
}

// climateColumns is the ordered table of columns that a monthly file may have.
func climateColumns() []climateColumn {
	return []climateColumn{
		{[]string{"precipitation", "降水量"}, 0, 5000, func(c *climate) *[]float64 { return &c.precipitation }},
		{[]string{"pet", "蒸散量"}, 0, 1000, func(c *climate) *[]float64 { return &c.pet }},
		{[]string{"temperature", "气温"}, -70, 60, func(c *climate) *[]float64 { return &c.temperature }},
		{[]string{"tmax", "最高气温"}, -70, 60, func(c *climate) *[]float64 { return &c.high }},
		{[]string{"tmin", "最低气温"}, -70, 60, func(c *climate) *[]float64 { return &c.low }},
	}
}

// readClimate reads a monthly CSV file: a line of headings, the date first. Months
// must rise; those left out and empty cells are missing.
func readClimate(data []byte) (*climate, network.Faults) {
	t := readTable(data)
	c := &climate{}
	if len(t.rows) < 2 {
		if len(t.faults) == 0 {
			t.fault(0, "文件没有数据行", "the file has no rows")
		}
		return c, t.faults
	}
	columns := t.headings()
	if len(t.faults) > 0 {
		return c, t.faults
	}
	last := -1
	for i, row := range t.rows[1:] {
		line := t.lines[i+1]
		at, err := time.Parse("2006-01", strings.TrimSpace(row[0]))
		if err != nil || at.Year() < 1 {
			t.fault(line, fmt.Sprintf("%q 不是月份 YYYY-MM", row[0]), fmt.Sprintf("%q is not a month YYYY-MM", row[0]))
			continue
		}
		if len(row) > len(columns) {
			t.fault(line, fmt.Sprintf("有 %d 列，表头有 %d 列", len(row), len(columns)), fmt.Sprintf("has %d columns, the heading %d", len(row), len(columns)))
			continue
		}
		if last < 0 {
			c.year, c.month = at.Year(), int(at.Month())
		}
		step := 12*(at.Year()-c.year) + int(at.Month()) - c.month
		switch {
		case step <= last:
			t.fault(line, "月份须逐行递增", "months must rise from line to line")
			continue
		case step >= 12*mostYears || step-last > 240:
			t.fault(line, "与上一行相距超过 20 年", "lies more than 20 years after the line before")
			continue
		}
		last = step
		for k, col := range columns[1:] {
			list := col.of(c)
			for len(*list) <= step {
				*list = append(*list, math.NaN())
			}
			if k+1 >= len(row) || strings.TrimSpace(row[k+1]) == "" {
				continue
			}
			x, err := strconv.ParseFloat(strings.TrimSpace(row[k+1]), 64)
			switch {
			case err != nil || math.IsNaN(x):
				t.fault(line, fmt.Sprintf("%s：%q 不是数字；缺测留空", col.names[1], row[k+1]), fmt.Sprintf("%s: %q is not a number; leave missing figures empty", col.names[0], row[k+1]))
			case x < col.lo || x > col.hi:
				t.fault(line, fmt.Sprintf("%s：%v 不在 %v 到 %v 之间", col.names[1], x, col.lo, col.hi), fmt.Sprintf("%s: %v is not from %v to %v", col.names[0], x, col.lo, col.hi))
			default:
				(*list)[step] = x
			}
		}
	}
	return c, t.faults
}

// headings finds the columns of the first line.
func (t *table) headings() []climateColumn {
	out := make([]climateColumn, len(t.rows[0]))
	var known, seen []string
	for _, col := range climateColumns() {
		known = append(known, col.names[0])
	}
	for i, name := range t.rows[0] {
		name = strings.ToLower(strings.TrimSpace(name))
		if i == 0 {
			continue // the date, whatever it is called
		}
		k := slices.IndexFunc(climateColumns(), func(c climateColumn) bool { return slices.Contains(c.names, name) })
		if k < 0 || slices.Contains(seen, name) {
			t.fault(t.lines[0], fmt.Sprintf("列 %q 未知或重复；可用：%s", name, strings.Join(known, ", ")), fmt.Sprintf("column %q is unknown or repeated; columns are %s", name, strings.Join(known, ", ")))
			continue
		}
		seen = append(seen, climateColumns()[k].names...)
		out[i] = climateColumns()[k]
	}
	if !slices.Contains(seen, "precipitation") {
		t.fault(t.lines[0], "缺少降水量列 precipitation", "there is no column precipitation")
	}
	return out
}
