package compensation

import (
	"fenhu/network/quality"
)

// State says whether a section is judged in a period (RULES EC-19).
type State string

// The states of a section. All but Normal are reported and not judged.
const (
	Normal    State = "normal"
	Dry       State = "dry"       // 断流
	Frozen    State = "frozen"    // 结冰
	Suspended State = "suspended" // 停考: works or closure
	Removed   State = "removed"   // 剔除: disaster or backwater, after confirmation
)

// States are all states in order.
func States() []State { return []State{Normal, Dry, Frozen, Suspended, Removed} }

// Reading is one indicator at a section over a period.
type Reading struct {
	Indicator quality.Indicator `json:"indicator"`
	Value     float64           `json:"value"`            // mean of the period [mg/L]
	Target    float64           `json:"target,omitempty"` // 考核标准 [mg/L]; 0 = none
	Inflow    *float64          `json:"inflow,omitempty"` // 入境值, what came in from above [mg/L]; nil = no inflow
	Before    *float64          `json:"before,omitempty"` // the same period a year before, or the baseline [mg/L]
	// OverDays is the longest run of days above target at an automatic station.
	OverDays int `json:"over_days,omitempty"`
}

// Exceedance is C/S − 1; ok is false without a target and for DO.
func (r *Reading) Exceedance() (e float64, ok bool) {
	if r.Target <= 0 || r.Indicator == quality.DO {
		return 0, false
	}
	return quality.Exceedance(r.Value, r.Target), true
}

// worse says that the indicator became worse across the jurisdiction, which
// it did when nothing came in.
func (r *Reading) worse() bool { return r.Inflow == nil || r.Value > *r.Inflow*(1+tolerance) }

// inflowOver says that what came in exceeded the target already.
func (r *Reading) inflowOver() bool {
	return r.Inflow != nil && r.Target > 0 && *r.Inflow > r.Target*(1+tolerance)
}

// tolerance is the relative error by which decimal fractions may miss a bound
// that they equal. It is far below what is measured.
const tolerance = 1e-9

// Record is what a section was found to be over a period.
type Record struct {
	Section  string        `json:"section"`
	Year     int           `json:"year"`
	Month    int           `json:"month,omitempty"` // 1–12; 0 for the whole year
	State    State         `json:"state,omitempty"`
	Readings []Reading     `json:"readings,omitempty"`
	Class    quality.Class `json:"class,omitempty"`    // measured; 0 = by the readings
	Target   quality.Class `json:"target,omitempty"`   // 0 = none
	Before   quality.Class `json:"before,omitempty"`   // of the same period a year before; 0 = unknown
	Flow     float64       `json:"flow"`               // mean [m³/s]
	EcoFlow  float64       `json:"eco_flow,omitempty"` // target of the ecological flow [m³/s]; 0 = none
	Volume   float64       `json:"volume"`             // that passed [万m³]
	Baseline float64       `json:"baseline,omitempty"` // volume to compare with [万m³]
	Accident bool          `json:"accident,omitempty"` // an accident that vetoes what the upstream side would receive
	Source   string        `json:"source,omitempty"`   // where the figures come from
	// DaysMet counts the days of the period on the ecological flow, of DaysSeen
	// that were measured; 0 of 0 where only a mean is known.
	DaysMet  int    `json:"days_met,omitempty"`
	DaysSeen int    `json:"days_seen,omitempty"`
	Cites    []Cite `json:"cites,omitempty"` // what the figures rest on
}

// Judged says whether the rules apply to the record.
func (r *Record) Judged() bool { return r.State == "" || r.State == Normal }

// Period names the period: 2025-07, or 2025.
func (r *Record) Period() string { return Period{r.Year, r.Month}.String() }

// cites are those that an item rests on.
func (r *Record) cites(x *Item) []Cite {
	var out []Cite
	for _, c := range r.Cites {
		switch {
		case x.Of == "class" && c.Quantity != "flow" && c.Quantity != "volume",
			x.Of == "volume" && (c.Quantity == "flow" || c.Quantity == "volume"),
			x.Of != "" && c.Quantity == x.Of,
			x.Of == "" && x.Indicator == "",
			x.Indicator != "" && (c.Quantity == string(x.Indicator) || c.Quantity == "flow" || c.Quantity == "volume"):
			out = append(out, c)
		}
	}
	return out
}

// MeasuredClass is the class that was given, or that of the readings.
func (r *Record) MeasuredClass() quality.Class {
	if r.Class > 0 {
		return r.Class
	}
	values := map[quality.Indicator]float64{}
	for _, x := range r.Readings {
		values[x.Indicator] = x.Value
	}
	c, _ := quality.SectionClass(values)
	return c
}

// Reading is the reading of an indicator, nil when there is none.
func (r *Record) Reading(i quality.Indicator) *Reading {
	for k := range r.Readings {
		if r.Readings[k].Indicator == i {
			return &r.Readings[k]
		}
	}
	return nil
}
