package alert

import (
	"slices"

	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/optimize"
)

// Point is the value of an indicator at a place.
type Point struct {
	ID    string       `json:"id"`
	Name  network.Text `json:"name"`
	Value float64      `json:"value"`
}

// Indicator is a figure of a result that a rule can watch.
type Indicator struct {
	ID   string
	Name network.Text
	Unit string // "%" for shares, which are given in percent
	// Below is set when small values are grave.
	Below bool
	// Places says of what a Target is the id; empty = there is one value only.
	Places string
	values func(*optimize.Allocation, Rule) []Point
	// chances is set instead of values for what the traces of an ensemble say.
	chances func(*parts.Outlook, Rule) []Point
}

// Indicators is the ordered table of indicators: a new one is one line here.
func Indicators() []Indicator {
	text := func(zh, en string) network.Text { return network.Text{ZH: zh, EN: en} }
	return []Indicator{
		{ID: "shortage-rate", Name: text("缺水率", "shortage rate"), Unit: "%", values: sum},
		{ID: "county-shortage-rate", Name: text("县缺水率", "shortage rate of a county"), Unit: "%", Places: "county", values: counties},
		{ID: "satisfaction", Name: text("满足程度", "satisfaction"), Unit: "%", Below: true, Places: "county", values: func(a *optimize.Allocation, r Rule) []Point {
			out := counties(a, r)
			for i := range out {
				out[i].Value = 100 - out[i].Value
			}
			return out
		}},
		{ID: "base-flow-missed", Name: text("基流未达标时段比例", "share of periods below the base flow"), Unit: "%", Places: "section", values: func(a *optimize.Allocation, _ Rule) []Point {
			return sections(a, func(s *optimize.SectionResult) float64 { return 100 * (1 - s.MetShare) })
		}},
		{ID: "base-flow-days", Name: text("基流未达标天数", "days below the base flow"), Unit: "d", Places: "section", values: func(a *optimize.Allocation, _ Rule) []Point {
			return sections(a, func(s *optimize.SectionResult) float64 { return missedDays(a, s) })
		}},
		{ID: "storage", Name: text("蓄水量", "storage"), Unit: "万m³", Below: true, Places: "reservoir", values: storages},
		{ID: "level-probability", Name: text("进入干旱响应等级的概率", "probability of a drought level"), Unit: "%", Places: "drought plan", chances: levelChances},
		{ID: "county-shortage-probability", Name: text("县缺水概率", "probability of a shortage of a county"), Unit: "%", Places: "county", chances: countyChances},
	}
}

// IndicatorByID returns an indicator.
func IndicatorByID(id string) (Indicator, bool) {
	list := Indicators()
	i := slices.IndexFunc(list, func(x Indicator) bool { return x.ID == id })
	if i < 0 {
		return Indicator{}, false
	}
	return list[i], true
}

// rate is the shortage rate in percent; no demand, no shortage.
func rate(shortage, demand float64) float64 {
	if demand <= 0 {
		return 0
	}
	return 100 * shortage / demand
}

// ofCounty is demand and shortage of a county, of one sector where the rule
// names one.
func ofCounty(c *optimize.County, sector string) (shortage, demand float64) {
	if sector == "" {
		return c.Shortage, c.Demand
	}
	for i := range c.Sectors {
		if s := &c.Sectors[i]; string(s.Sector) == sector {
			shortage, demand = shortage+s.Shortage, demand+s.Demand
		}
	}
	return shortage, demand
}

func counties(a *optimize.Allocation, r Rule) []Point {
	var out []Point
	for i := range a.Counties {
		c := &a.Counties[i]
		if shortage, demand := ofCounty(c, r.Sector); demand > 0 {
			out = append(out, Point{c.ID, network.Text{ZH: c.NameZH, EN: c.NameEN}, rate(shortage, demand)})
		}
	}
	return out
}

// sum is the shortage rate of the planned area.
func sum(a *optimize.Allocation, r Rule) []Point {
	var shortage, demand float64
	for i := range a.Counties {
		s, d := ofCounty(&a.Counties[i], r.Sector)
		shortage, demand = shortage+s, demand+d
	}
	return []Point{{a.Basin.ID, network.Text{ZH: a.Basin.NameZH, EN: a.Basin.NameEN}, rate(shortage, demand)}}
}

func sections(a *optimize.Allocation, value func(*optimize.SectionResult) float64) []Point {
	var out []Point
	for i := range a.Sections {
		s := &a.Sections[i]
		out = append(out, Point{s.ID, network.Text{ZH: s.NameZH, EN: s.NameEN}, value(s)})
	}
	return out
}

// missed is the part of the target below which a flow counts as too small; it
// keeps the rounding of the solver out.
const missed = 1 - 1e-6

func missedDays(a *optimize.Allocation, s *optimize.SectionResult) float64 {
	days := 0
	for t, p := range a.Periods {
		if t < len(s.FlowM3s) && t < len(s.TargetM3s) && s.FlowM3s[t] < missed*s.TargetM3s[t] {
			days += p.Days
		}
	}
	return float64(days)
}

// storages are the storages at the end of the period in which the rule's date
// lies, or the least of the whole run without a date. A date after the run has none.
func storages(a *optimize.Allocation, r Rule) []Point {
	var out []Point
	for i := range a.Reservoirs {
		x := &a.Reservoirs[i]
		if len(x.Storage) == 0 {
			continue
		}
		value, ok := slices.Min(x.Storage), true
		if r.Date != "" {
			value, ok = 0, false
			for t, p := range a.Periods {
				if last := endOf(p); t < len(x.Storage) && r.Date >= p.Start && r.Date <= last {
					value, ok = x.Storage[t], true
				}
			}
		}
		if ok {
			out = append(out, Point{x.ID, network.Text{ZH: x.NameZH, EN: x.NameEN}, value})
		}
	}
	return out
}
