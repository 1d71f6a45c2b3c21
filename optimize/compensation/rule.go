package compensation

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"

	"fenhu/network"
	"fenhu/network/quality"
)

// Rule is a way to compute compensation, apart from its figures.
type Rule struct {
	ID     string
	Title  network.Text
	Params []Param
	// Open says that the agreement names figures of its own, for its formulas.
	Open bool
	// settle gives the items of one section's records of one year, in order of time.
	settle func(t *terms, records []Record) []Item
}

// Param is a figure of a rule, or a list of figures.
type Param struct {
	Key   string
	Title network.Text
	Unit  string
	// Length is the number of values: 1, or 0 for a list of any length.
	Length   int
	Min, Max float64
	Default  []float64
}

// Rules is the ordered table of rules: a new rule is one file and one line here.
func Rules() []Rule {
	return []Rule{
		tiersRule(),
		stepsRule(),
		classesRule(),
		templateRule(),
		indexRule(),
		classIndexRule(),
		fluxRule(),
		yearOnYearRule(),
		linearRule(),
		volumeRule(),
		expressionRule(),
	}
}

// RuleByID finds a rule; ok is false when there is none.
func RuleByID(id string) (Rule, bool) {
	rules := Rules()
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, false
	}
	return rules[i], true
}

// Item is what a rule finds for a section, not rounded yet.
type Item struct {
	Period    string
	Indicator quality.Indicator // empty for what is not about one
	Part      Part
	Of        string       // what it rests on where it is not about an indicator: class, flow, volume; empty = all
	What      network.Text // what the amount is for
	Measured  float64
	Target    float64
	Quantity  float64 // what the rate is multiplied by
	Unit      string  // of the quantity
	Rate      float64 // [万元 per unit]
	Amount    float64 // > 0: the downstream side pays [万元]
	Capped    bool    // a cap reduced it
}

// Terms are a rule's figures in one agreement: those left out are the defaults.
type Terms struct {
	Params     map[string][]float64
	Indicators []quality.Indicator
	Formulas   []Formula
}

// terms are checked figures, complete.
type terms struct {
	values     map[string][]float64
	indicators []quality.Indicator
	formulas   []compiled
}

func (t *terms) list(key string) []float64 { return t.values[key] }
func (t *terms) num(key string) float64    { return t.values[key][0] }
func (t *terms) on(key string) bool        { return t.values[key][0] != 0 }

// complete checks figures against a rule and adds the defaults. The faults name
// the figures.
func (r *Rule) complete(given Terms) (*terms, network.Faults) {
	t := &terms{values: map[string][]float64{}, indicators: given.Indicators}
	var wrong network.Faults
	bad := func(path, zh, en string, args ...any) {
		wrong = append(wrong, network.Fault{Path: path, Problem: network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}})
	}
	for _, p := range r.Params {
		v, ok := given.Params[p.Key]
		if !ok {
			v = p.Default
		}
		if p.Length > 0 && len(v) != p.Length || len(v) == 0 {
			bad("params."+p.Key, "有 %d 个数，应为 %d 个", "has %d figures, want %d", len(v), max(1, p.Length))
			v = p.Default
		}
		for _, x := range v {
			if !(x >= p.Min && x <= p.Max) {
				bad("params."+p.Key, "%g 不在 %g 与 %g 之间", "%g is not between %g and %g", x, p.Min, p.Max)
			}
		}
		t.values[p.Key] = v
	}
	if r.Open {
		maps.Copy(t.values, given.Params)
		var faults network.Faults
		t.formulas, faults = compile(given.Formulas, given.Params)
		wrong = append(wrong, faults...)
	} else if len(given.Formulas) > 0 {
		bad("formulas", "规则 %s 不用算式", "rule %s has no formulas", r.ID)
	}
	for key := range given.Params {
		if r.Open {
			break
		}
		if !slices.ContainsFunc(r.Params, func(p Param) bool { return p.Key == key }) {
			bad("params."+key, "规则 %s 没有参数 %q", "rule %s has no figure %q", r.ID, key)
		}
	}
	for i, x := range given.Indicators {
		if _, ok := quality.LimitOf(x); !ok {
			bad(fmt.Sprintf("indicators[%d]", i), "没有指标 %q", "there is no indicator %q", x)
		}
	}
	slices.SortStableFunc(wrong, func(a, b network.Fault) int { return cmp.Compare(a.Path, b.Path) })
	return t, wrong
}

// number is a parameter of one figure.
func number(key, zh, en, unit string, lo, hi, value float64) Param {
	return Param{Key: key, Title: network.Text{ZH: zh, EN: en}, Unit: unit, Length: 1, Min: lo, Max: hi, Default: []float64{value}}
}

// numbers is a parameter of several figures.
func numbers(key, zh, en, unit string, lo, hi float64, values ...float64) Param {
	return Param{Key: key, Title: network.Text{ZH: zh, EN: en}, Unit: unit, Min: lo, Max: hi, Default: values}
}

// choice is a parameter that is 0 or 1.
func choice(key, zh, en string, value float64) Param { return number(key, zh, en, "0|1", 0, 1, value) }

// readings visits the readings of the judged records that the terms are about.
func (t *terms) readings(records []Record, visit func(r *Record, x *Reading)) {
	for k := range records {
		r := &records[k]
		if !r.Judged() {
			continue
		}
		for i := range r.Readings {
			if x := &r.Readings[i]; len(t.indicators) == 0 || slices.Contains(t.indicators, x.Indicator) {
				visit(r, x)
			}
		}
	}
}

// clip keeps v within ±most; most 0 = no cap.
func clip(v, most float64) (clipped float64, cut bool) {
	if most > 0 && math.Abs(v) > most {
		return math.Copysign(most, v), true
	}
	return v, false
}
