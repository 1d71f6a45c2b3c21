package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"fenhu/network"
	"fenhu/network/frequency"
)

// The bounds of a series of years.
const (
	mostSeriesBytes = 4 << 20
	mostYears       = 10_000
	mostValue       = 1e12
)

// annual is a series of years in the order of the file. Years is nil where values
// came without them.
type annual struct {
	years  []int
	values []float64
}

// table is a CSV file by lines, with all faults found in it.
type table struct {
	rows   [][]string
	lines  []int // of the rows, from 1
	faults network.Faults
}

func (t *table) fault(line int, zh, en string) {
	t.faults = append(t.faults, network.Fault{Line: line, Problem: network.Text{ZH: zh, EN: en}})
}

// readTable cuts a CSV file into its rows.
func readTable(data []byte) *table {
	t := &table{}
	if len(data) > mostSeriesBytes {
		t.fault(0, fmt.Sprintf("文件有 %d MB，超过 %d MB", len(data)>>20, mostSeriesBytes>>20), fmt.Sprintf("the file has %d MB, more than %d MB", len(data)>>20, mostSeriesBytes>>20))
		return t
	}
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))))
	r.FieldsPerRecord, r.TrimLeadingSpace, r.Comment = -1, true, '#'
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return t
		}
		if err != nil {
			line := 0
			if e, ok := errors.AsType[*csv.ParseError](err); ok {
				line, err = e.Line, e.Err
			}
			t.fault(line, "不是 CSV："+err.Error(), "is not CSV: "+err.Error())
			return t
		}
		line, _ := r.FieldPos(0)
		t.rows, t.lines = append(t.rows, row), append(t.lines, line)
	}
}

// readAnnual reads a CSV file of years and values; a first line without a year is
// a heading.
func readAnnual(data []byte) (annual, network.Faults) {
	t := readTable(data)
	var out annual
	seen := map[int]int{}
	for i, row := range t.rows {
		line := t.lines[i]
		year, err := strconv.Atoi(strings.TrimSpace(row[0]))
		if err != nil && i == 0 {
			continue
		}
		if len(row) != 2 {
			t.fault(line, fmt.Sprintf("有 %d 列，应为 2 列：年份,数值", len(row)), fmt.Sprintf("has %d columns, want 2: year,value", len(row)))
			continue
		}
		if err != nil || year < 1 || year > 3000 {
			t.fault(line, fmt.Sprintf("%q 不是年份（1–3000）", row[0]), fmt.Sprintf("%q is not a year from 1 to 3000", row[0]))
		} else if first := seen[year]; first > 0 {
			t.fault(line, fmt.Sprintf("年份 %d 与第 %d 行重复", year, first), fmt.Sprintf("year %d is also on line %d", year, first))
		} else {
			seen[year] = line
		}
		x, ok := t.value(line, row[1])
		if ok {
			out.years, out.values = append(out.years, year), append(out.values, x)
		}
	}
	t.faults = append(t.faults, checkAnnual(out.values, len(t.faults) > 0)...)
	return out, t.faults
}

// value reads a figure that cannot be negative.
func (t *table) value(line int, s string) (float64, bool) {
	x, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	switch {
	case err != nil || math.IsNaN(x):
		t.fault(line, fmt.Sprintf("%q 不是数字", s), fmt.Sprintf("%q is not a number", s))
	case x < 0:
		t.fault(line, fmt.Sprintf("%v 为负", x), fmt.Sprintf("%v is negative", x))
	case x > mostValue:
		t.fault(line, fmt.Sprintf("%v 大于 %g", x, mostValue), fmt.Sprintf("%v is above %g", x, mostValue))
	default:
		return x, true
	}
	return 0, false
}

// checkAnnual finds what is wrong with the series as a whole. Where lines were
// faulty already its length says nothing.
func checkAnnual(values []float64, faulty bool) network.Faults {
	var t table
	total := 0.0
	for _, x := range values {
		total += x
	}
	n := len(values)
	switch {
	case faulty:
	case n < 4:
		t.fault(0, fmt.Sprintf("只有 %d 个数值，至少要 4 个", n), fmt.Sprintf("there are %d values, at least 4 are needed", n))
	case n > mostYears:
		t.fault(0, fmt.Sprintf("有 %d 个数值，最多 %d 个", n, mostYears), fmt.Sprintf("there are %d values, at most %d may be", n, mostYears))
	case total == 0:
		t.fault(0, "全部数值为 0", "all values are 0")
	case n < frequency.RecordYears:
		t.faults = network.Faults{{Warning: true, Problem: network.Text{
			ZH: fmt.Sprintf("系列只有 %d 年，频率分析宜有 %d 年以上天然（还原）系列", n, frequency.RecordYears),
			EN: fmt.Sprintf("the record has %d years; a frequency analysis should have %d or more, of natural flow", n, frequency.RecordYears),
		}}}
	}
	return t.faults
}
