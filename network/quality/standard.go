package quality

import (
	"fmt"
	"strings"
)

// Indicator is an indicator of water quality.
type Indicator string

// The indicators that have limits here. DO is better the higher it is; all
// others the lower.
const (
	DO     Indicator = "DO"
	CODMn  Indicator = "CODMn"
	COD    Indicator = "COD"
	BOD5   Indicator = "BOD5"
	NH3N   Indicator = "NH3-N"
	TP     Indicator = "TP"
	TN     Indicator = "TN"
	F      Indicator = "F"
	Oil    Indicator = "petroleum"
	Phenol Indicator = "phenol"
)

// Limit is the limits of an indicator.
type Limit struct {
	Indicator Indicator
	Chinese   string
	Class     [5]float64 // of the classes Ⅰ to Ⅴ [mg/L]
	// Assessed says whether the indicator decides the class of a river section;
	// TN does not (WQ-02).
	Assessed bool
}

// Standard is the limits of GB 3838-2002 table 1 for rivers that are used here
// (RULES WQ-01, grade B). Class Ⅰ of DO is given as a saturation, 7.5 mg/L at
// most temperatures.
func Standard() []Limit {
	return []Limit{
		{DO, "溶解氧", [5]float64{7.5, 6, 5, 3, 2}, true},
		{CODMn, "高锰酸盐指数", [5]float64{2, 4, 6, 10, 15}, true},
		{COD, "化学需氧量", [5]float64{15, 15, 20, 30, 40}, true},
		{BOD5, "五日生化需氧量", [5]float64{3, 3, 4, 6, 10}, true},
		{NH3N, "氨氮", [5]float64{0.15, 0.5, 1.0, 1.5, 2.0}, true},
		{TP, "总磷", [5]float64{0.02, 0.1, 0.2, 0.3, 0.4}, true},
		{TN, "总氮", [5]float64{0.2, 0.5, 1.0, 1.5, 2.0}, false},
		{F, "氟化物", [5]float64{1.0, 1.0, 1.0, 1.5, 1.5}, true},
		{Oil, "石油类", [5]float64{0.05, 0.05, 0.05, 0.5, 1.0}, true},
		{Phenol, "挥发酚", [5]float64{0.002, 0.002, 0.005, 0.01, 0.1}, true},
	}
}

// LimitOf is the limits of an indicator; ok is false for one without.
func LimitOf(i Indicator) (l Limit, ok bool) {
	for _, l := range Standard() {
		if l.Indicator == i {
			return l, true
		}
	}
	return Limit{}, false
}

// ParseIndicator reads an indicator as people write it: NH3-N, NH3N, 氨氮.
func ParseIndicator(s string) (Indicator, error) {
	plain := func(s string) string {
		return strings.ToLower(strings.NewReplacer("-", "", "_", "", "₃", "3", " ", "").Replace(s))
	}
	for _, l := range Standard() {
		if s == l.Chinese || plain(s) == plain(string(l.Indicator)) {
			return l.Indicator, nil
		}
	}
	return "", fmt.Errorf("quality: no indicator %q", s)
}
