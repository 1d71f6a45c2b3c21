package drought

import (
	"errors"
	"fmt"

	"fenhu/network/frequency"
)

// ReliabilityOptions say when a period counts as supplied and how it is counted.
type ReliabilityOptions struct {
	Tolerance *Threshold // largest shortage of a supplied period, as a share of demand; nil = DefaultTolerance [-]
	Plain     bool       // m/n instead of m/(n+1)
	Depth     float64    // least share of demand in failed periods (破坏深度); 0 = no limit [-]
}

// DefaultTolerance is the largest shortage, as a share of demand, of a period that
// counts as supplied [-] (RULES AL-08).
func DefaultTolerance() Threshold {
	return Threshold{Value: 0.001, Grade: D, Source: "default of this program"}
}

// Reliability says how well a demand was met over n periods (RULES AL-08; resilience
// and vulnerability after Hashimoto, Stedinger and Loucks, 1982).
type Reliability struct {
	Periods       int     `json:"periods"`       // n
	Met           int     `json:"met"`           // m
	Reliability   float64 `json:"reliability"`   // m/(n+1), or m/n where plain [-]
	Resilience    float64 `json:"resilience"`    // spells of failure ÷ failed periods, 1 = each lasts one period; 1 without failure [-]
	Vulnerability float64 `json:"vulnerability"` // mean depth of failed periods, shortage ÷ demand [-]
	Deepest       float64 `json:"deepest"`       // largest depth of a period [-]
	Longest       int     `json:"longest"`       // most failed periods in a row
	TooDeep       int     `json:"too_deep"`      // failed periods that got less than the depth limit
	ShortageRate  float64 `json:"shortage_rate"` // Σ shortage ÷ Σ demand [-]
}

// Measured compares delivery with demand, period by period (one unit, one length).
// A period without a demand counts as met. It fails on series that are empty or of
// different lengths, on values negative or not finite, and on a tolerance or depth
// outside [0,1].
func Measured(demand, delivery []float64, o ReliabilityOptions) (Reliability, error) {
	tolerance := DefaultTolerance().Value
	if o.Tolerance != nil {
		tolerance = o.Tolerance.Value
	}
	errs := []error{checkVolumes("demand", demand), checkVolumes("delivery", delivery)}
	if len(demand) != len(delivery) || len(demand) == 0 {
		errs = append(errs, fmt.Errorf("demand has %d periods, delivery %d: must be equal and not 0", len(demand), len(delivery)))
	}
	if !(tolerance >= 0 && tolerance <= 1) || !(o.Depth >= 0 && o.Depth <= 1) {
		errs = append(errs, fmt.Errorf("tolerance %v and depth %v: must be from 0 to 1", tolerance, o.Depth))
	}
	if err := errors.Join(errs...); err != nil {
		return Reliability{}, err
	}
	r := Reliability{Periods: len(demand)}
	var wanted, short, depths float64
	spells, row := 0, 0
	for t, d := range demand {
		gap := max(0, d-delivery[t])
		wanted += d
		short += gap
		if gap <= tolerance*d {
			r.Met++
			row = 0
			continue
		}
		if row == 0 {
			spells++
		}
		row++
		r.Longest = max(r.Longest, row)
		depth := gap / d
		depths += depth
		r.Deepest = max(r.Deepest, depth)
		if 1-depth < o.Depth-1e-12 { // a supply at the limit keeps it, whatever the rounding
			r.TooDeep++
		}
	}
	r.Reliability = Reliable(r.Met, r.Periods, o.Plain)
	r.Resilience = 1
	if failed := r.Periods - r.Met; failed > 0 {
		r.Resilience = float64(spells) / float64(failed)
		r.Vulnerability = depths / float64(failed)
	}
	if wanted > 0 {
		r.ShortageRate = short / wanted
	}
	return r, nil
}

// Reliable is the reliability of m periods met among n: m/(n+1), the expected value,
// or m/n where plain [-]. It panics unless 0 ≤ m ≤ n and n > 0.
func Reliable(m, n int, plain bool) float64 {
	if n <= 0 || m < 0 || m > n {
		panic(fmt.Sprintf("drought: %d periods met of %d", m, n))
	}
	if plain {
		return float64(m) / float64(n)
	}
	return float64(m) / float64(n+1)
}

// Standard is what a use should get: the range of design reliability and the least
// share of demand in failed periods.
type Standard struct {
	Use   string         `json:"use"`
	Name  frequency.Name `json:"name"`
	Low   Threshold      `json:"low"`   // [%]
	High  Threshold      `json:"high"`  // [%]
	Depth Threshold      `json:"depth"` // least share of demand in failed periods; value 0 = none stated [%]
}

// DefaultStandards are the design values of RULES AL-08 in its order.
func DefaultStandards() []Standard {
	const sdj = "SDJ 217-84"
	s := func(use, zh, en string, low, high float64, g Grade, source string, depth float64) Standard {
		return Standard{
			Use: use, Name: frequency.Name{ZH: zh, EN: en},
			Low:   Threshold{Value: low, Grade: g, Source: source},
			High:  Threshold{Value: high, Grade: g, Source: source},
			Depth: Threshold{Value: depth, Grade: D, Source: "default of this program"},
		}
	}
	return []Standard{
		s("domestic", "城镇生活", "town domestic", 95, 97, C, "design practice", 95),
		s("waterworks", "水厂地表水源", "surface source of water works", 90, 97, C, "GB 50013", 0),
		s("industry", "工业", "industry", 90, 95, C, "design practice", 80),
		s("irrigation-dry", "灌溉（缺水地区旱作）", "irrigation, water-short, dryland crops", 50, 70, B, sdj, 50),
		s("irrigation-dry-rice", "灌溉（缺水地区水稻）", "irrigation, water-short, rice", 70, 80, B, sdj, 50),
		s("irrigation-wet", "灌溉（丰水地区旱作）", "irrigation, wet, dryland crops", 70, 80, B, sdj, 50),
		s("irrigation-wet-rice", "灌溉（丰水地区水稻）", "irrigation, wet, rice", 75, 95, B, sdj, 50),
		s("sprinkler", "喷灌、微灌", "sprinkler and micro-irrigation", 85, 95, C, "design practice", 0),
		s("base-flow", "生态基流（月）", "ecological base flow (months)", 90, 100, C, "design practice", 0),
	}
}
