package compensation

import (
	"fmt"
	"strconv"
	"time"
)

// Period is what a statement is for: a year, or a month of it.
type Period struct {
	Year  int
	Month int // 1–12; 0 = the whole year
}

// ParsePeriod reads 2025 or 2025-07; ok is false for anything else.
func ParsePeriod(s string) (p Period, ok bool) {
	if at, err := time.Parse("2006-01", s); err == nil {
		p = Period{at.Year(), int(at.Month())}
	} else if at, err := time.Parse("2006", s); err == nil {
		p = Period{Year: at.Year()}
	}
	return p, p.Year >= 1900 && p.Year <= 2200
}

// String is 2025-07, or 2025.
func (p Period) String() string {
	if p.Month == 0 {
		return strconv.Itoa(p.Year)
	}
	return fmt.Sprintf("%d-%02d", p.Year, p.Month)
}

// Holds says whether what is about another period belongs to this one: a year
// holds its months, a month itself alone.
func (p Period) Holds(other string) bool {
	o, ok := ParsePeriod(other)
	return ok && o.Year == p.Year && (p.Month == 0 || o.Month == p.Month)
}

// Days is the length of the period [d].
func (p Period) Days() int {
	if p.Month == 0 {
		return time.Date(p.Year, 12, 31, 0, 0, 0, 0, time.UTC).YearDay()
	}
	return time.Date(p.Year, time.Month(p.Month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// isDate says whether a text is a date such as 2026-03-01.
func isDate(s string) bool {
	t, err := time.Parse(time.DateOnly, s)
	return err == nil && t.Year() >= 1900 && t.Year() <= 2200
}
