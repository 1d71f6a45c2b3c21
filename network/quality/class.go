package quality

import (
	"fmt"
	"slices"
	"strings"
)

// Class is a class of GB 3838-2002: 1 to 5 for Ⅰ to Ⅴ, 6 for worse than Ⅴ; 0 is
// unknown.
type Class int

// WorseThanV is 劣Ⅴ.
const WorseThanV Class = 6

// String is the class in roman numerals, 劣Ⅴ for worse than Ⅴ.
func (c Class) String() string {
	switch {
	case c >= 1 && c <= 5:
		return [...]string{"Ⅰ", "Ⅱ", "Ⅲ", "Ⅳ", "Ⅴ"}[c-1]
	case c == WorseThanV:
		return "劣Ⅴ"
	}
	return ""
}

// ParseClass reads a class: III, Ⅲ, 3, 劣Ⅴ, 劣V, 6, with or without 类.
func ParseClass(s string) (Class, error) {
	plain := strings.TrimSuffix(strings.ToUpper(strings.TrimSpace(s)), "类")
	plain = strings.NewReplacer("Ⅰ", "I", "Ⅱ", "II", "Ⅲ", "III", "Ⅳ", "IV", "Ⅴ", "V", "Ⅵ", "VI").Replace(plain)
	names := [][]string{{"I", "1"}, {"II", "2"}, {"III", "3"}, {"IV", "4"}, {"V", "5"}, {"劣V", "VI", "6", "<V", ">V"}}
	for k, group := range names {
		if slices.Contains(group, plain) {
			return Class(k + 1), nil
		}
	}
	return 0, fmt.Errorf("quality: %q is no class", s)
}

// tolerance is the relative error by which a value may exceed a limit that it
// equals: sums of decimal fractions do.
const tolerance = 1e-9

// ClassOf is the class of one value; a value that equals a limit belongs to the
// better class. COD cannot tell Ⅰ from Ⅱ and gives Ⅰ. ok is false for an indicator
// without limits.
func ClassOf(i Indicator, value float64) (c Class, ok bool) {
	l, ok := LimitOf(i)
	if !ok {
		return 0, false
	}
	for k, limit := range l.Class {
		if i == DO && value >= limit*(1-tolerance) || i != DO && value <= limit*(1+tolerance) {
			return Class(k + 1), true
		}
	}
	return WorseThanV, true
}

// SectionClass is the class of a river section by the worst of its indicators
// (single factor, RULES WQ-02), and that indicator. Indicators that do not decide
// are left out; without any the class is 0. For a year hand in the means of the
// year, not the classes of its months.
func SectionClass(values map[Indicator]float64) (worst Class, by Indicator) {
	for _, l := range Standard() {
		v, given := values[l.Indicator]
		if !given || !l.Assessed {
			continue
		}
		if c, _ := ClassOf(l.Indicator, v); c > worst {
			worst, by = c, l.Indicator
		}
	}
	return worst, by
}

// Exceedance is the multiple by which a value exceeds its target, C/S − 1
// (RULES EC-01); negative below the target. It has no meaning for DO. The target
// must be above zero.
func Exceedance(value, target float64) float64 { return value/target - 1 }

// Index is the water-quality index Σ C_i/S_i with the limits of class Ⅲ, DO
// inverted (RULES WQ-03): the lower the better. Indicators without limits and TN
// are left out.
func Index(values map[Indicator]float64) float64 {
	const third = 2
	sum := 0.0
	for _, l := range Standard() {
		v, given := values[l.Indicator]
		switch {
		case !given || !l.Assessed:
		case l.Indicator == DO:
			if v > 0 {
				sum += l.Class[third] / v
			}
		default:
			sum += v / l.Class[third]
		}
	}
	return sum
}
