package request

import (
	"fmt"
	"strconv"
	"strings"

	"fenhu/network"
)

// baseYear is the planning year that "base" means: the figures of today that
// plans start from.
const baseYear = 2020

// ParseYear reads a planning year: YYYY, or base for the base year.
func ParseYear(s string) (int, error) {
	if s == "base" {
		return baseYear, nil
	}
	year, err := strconv.Atoi(s)
	if err != nil || year < 1900 || year > 2200 {
		return 0, network.Faults{{
			Path:    "year",
			Problem: network.Text{ZH: fmt.Sprintf("%q 不是水平年", s), EN: fmt.Sprintf("%q is not a planning year", s)},
			Remedy:  network.Text{ZH: "填写 2025、2035 等年份，或 base（基准年 2020）", EN: "write a year such as 2025 or 2035, or base (2020)"},
		}}
	}
	return year, nil
}

// ParseP reads an exceedance frequency in percent, with or without %, or mean.
func ParseP(s string) (float64, error) {
	if s == "mean" || s == "多年平均" {
		return 0, nil
	}
	p, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(s), "%"), 64)
	if err != nil || !(p > 0 && p <= 99.9) {
		return 0, network.Faults{{
			Path:    "p",
			Problem: network.Text{ZH: fmt.Sprintf("%q 不是来水频率", s), EN: fmt.Sprintf("%q is not an exceedance frequency", s)},
			Remedy:  network.Text{ZH: "填写 0 与 99.9 之间的百分数，如 50、75、95；多年平均填 mean", EN: "write a percentage between 0 and 99.9 such as 50, 75 or 95, or mean"},
		}}
	}
	return p, nil
}

// ParseAssignment reads path=value.
func ParseAssignment(s string) (Assignment, error) {
	path, value, ok := strings.Cut(s, "=")
	path, value = strings.TrimSpace(path), strings.TrimSpace(value)
	if !ok || path == "" || value == "" {
		return Assignment{}, network.Faults{{
			Path:    "set",
			Problem: network.Text{ZH: fmt.Sprintf("%q 不是“路径=数值”", s), EN: fmt.Sprintf("%q is not path=value", s)},
			Remedy:  network.Text{ZH: "例如 nodes.res-fenhe.initial=9000", EN: "for example nodes.res-fenhe.initial=9000"},
		}}
	}
	return Assignment{path, value}, nil
}
