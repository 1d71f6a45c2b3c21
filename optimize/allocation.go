package optimize

import "fenhu/network"

// Allocation is the outcome of a run, in the words of its users. It encodes to
// the JSON that docs/result.md describes. Volumes are 万m³, flows m³/s, money
// 万元, values 元/m³.
type Allocation struct {
	Status         string           `json:"status"` // optimal, infeasible, relaxed
	Basin          BasinInfo        `json:"basin"`
	Year           int              `json:"year"`
	P              float64          `json:"p"` // 0 = long-term mean
	Observed       bool             `json:"observed,omitempty"`
	Mode           Mode             `json:"mode"`
	Step           network.StepKind `json:"step"`
	Periods        []Period         `json:"periods"`
	Levels         []LevelResult    `json:"levels"`
	Counties       []County         `json:"counties"`
	Outside        []County         `json:"outside"`
	Sections       []SectionResult  `json:"sections"`
	Projects       []ProjectResult  `json:"projects"`
	Reservoirs     []ReservoirRes   `json:"reservoirs"`
	Quotas         []QuotaResult    `json:"quotas"`
	Nodes          []NodeResult     `json:"nodes"`
	Links          []LinkResult     `json:"links"`
	Indicators     Indicators       `json:"indicators"`
	Ledger         Ledger           `json:"ledger"`
	Costs          Costs            `json:"costs"`
	WaterQuality   *WaterQuality    `json:"water_quality,omitempty"` // nil where the document follows no pollutant
	SectionQuality []SectionQuality `json:"section_quality,omitempty"`
	Drought        []Drought        `json:"drought,omitempty"` // drought plans, in the order of the rules
	Infeasible     *Diagnosis       `json:"infeasible,omitempty"`
	Relaxed        []Relaxation     `json:"relaxed,omitempty"` // hard limits a rolling run had to break
	Residuals      Residuals        `json:"residuals"`
	Seconds        Seconds          `json:"seconds"`
	Size           Size             `json:"size"`
	Certificate    *Certificate     `json:"certificate,omitempty"`
	Estimates      string           `json:"estimates,omitempty"`
	EstimatesEN    string           `json:"estimates_en,omitempty"`
	graph          *network.Graph
	state          *State
	net            *network.Network
}

// BasinInfo names the basin.
type BasinInfo struct {
	ID     string `json:"id"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Hash   string `json:"hash"` // SHA-256 of the document after all changes
}

// Period is one step of the run.
type Period struct {
	Label   string `json:"label"`
	LabelEN string `json:"label_en"`
	Start   string `json:"start"`
	Days    int    `json:"days"`
	Year    int    `json:"year"`
}

// LevelResult is what a priority level reached: its shortage, or its objective.
type LevelResult struct {
	ID        string  `json:"id"`
	Name      string  `json:"name"` // Chinese
	NameEN    string  `json:"name_en"`
	Pursues   string  `json:"pursues,omitempty"` // cost, end-storage or spill; empty for a level that serves users
	Objective float64 `json:"objective"`
	Unit      string  `json:"unit"`
}

// County is what one region got.
type County struct {
	ID           string         `json:"id"`
	NameZH       string         `json:"name_zh"`
	NameEN       string         `json:"name_en"`
	City         string         `json:"city"`
	CityZH       string         `json:"city_zh"`
	Demand       float64        `json:"demand"`
	Delivery     float64        `json:"delivery"`
	Restriction  float64        `json:"restriction,omitempty"`
	Shortage     float64        `json:"shortage"`
	Satisfaction float64        `json:"satisfaction"`
	Gross        Gross          `json:"gross"`
	Sectors      []SectorResult `json:"sectors"`
}

// SectorResult is what one sector of a region got. Demand, delivery and
// shortage are at the user, after network losses; Gross is the same at the
// source, as the planning tables count it. What a drought plan restricts is not
// in the shortage: demand = delivery + restriction + shortage.
type SectorResult struct {
	Sector       network.Sector             `json:"sector"`
	NameZH       string                     `json:"name_zh"`
	NameEN       string                     `json:"name_en"`
	Demand       float64                    `json:"demand"`
	Delivery     float64                    `json:"delivery"`
	Restriction  float64                    `json:"restriction,omitempty"`
	Shortage     float64                    `json:"shortage"`
	Satisfaction float64                    `json:"satisfaction"`
	Sources      map[network.Origin]float64 `json:"sources"` // delivery by origin; sums to Delivery
	Gross        Gross                      `json:"gross"`
	Reliability  Reliability                `json:"reliability"`
	Periods      []PeriodResult             `json:"periods"`
	Grade        string                     `json:"grade,omitempty"`
}

// Gross is demand, withdrawal and shortage at the source, network losses included.
type Gross struct {
	Demand      float64                    `json:"demand"`
	Withdrawal  float64                    `json:"withdrawal"`
	Restriction float64                    `json:"restriction,omitempty"`
	Shortage    float64                    `json:"shortage"`
	Sources     map[network.Origin]float64 `json:"sources"` // withdrawal by origin; sums to Withdrawal
}

// PeriodResult is one step of a sector, at the user.
type PeriodResult struct {
	Demand      float64 `json:"demand"`
	Delivery    float64 `json:"delivery"`
	Restriction float64 `json:"restriction,omitempty"`
}

// Shortage is what is missing beyond what a drought plan restricts [万m³].
func (p PeriodResult) Shortage() float64 { return shortage(p.Demand-p.Restriction, p.Delivery) }

// Reliability counts fully supplied periods and years: m/(n+1) (RULES AL-08),
// with m/n beside it.
type Reliability struct {
	PeriodsMet int     `json:"periods_met"`
	Periods    int     `json:"periods"`
	ByPeriod   float64 `json:"by_period"`
	YearsMet   int     `json:"years_met"`
	Years      int     `json:"years"`
	ByYear     float64 `json:"by_year"`
	Share      float64 `json:"share"`       // periods met ÷ periods
	LongestGap int     `json:"longest_gap"` // most periods in a row that failed
	MeanDepth  float64 `json:"mean_depth"`  // mean shortage rate of the failed periods
}

// SectionResult is the flow of a control section against its base flow.
type SectionResult struct {
	ID          string    `json:"id"`
	NameZH      string    `json:"name_zh"`
	NameEN      string    `json:"name_en"`
	River       string    `json:"river"`
	Corridor    string    `json:"corridor"`
	TargetClass string    `json:"target_class,omitempty"`
	TargetM3s   []float64 `json:"target_m3s"`
	FlowM3s     []float64 `json:"flow_m3s"`
	MetShare    float64   `json:"met_share"` // share of the periods in which the target is met
	Deficit     float64   `json:"deficit"`   // [万m³]
	WaterValue  []float64 `json:"water_value"`
}

// ProjectResult is the use of a project.
type ProjectResult struct {
	ID          string  `json:"id"`
	NameZH      string  `json:"name_zh"`
	NameEN      string  `json:"name_en"`
	On          bool    `json:"on"`
	Volume      float64 `json:"volume"`
	Capacity    float64 `json:"capacity"`    // design volume of the horizon, 0 = not given
	Utilisation float64 `json:"utilisation"` // volume ÷ capacity
	Cost        float64 `json:"cost"`        // [万元]
	Energy      float64 `json:"energy"`      // [万kWh]
	WaterValue  float64 `json:"water_value"` // value of one more m³ of capacity, spread over the horizon [元/m³]
}

// ReservoirRes is the operation of a reservoir.
type ReservoirRes struct {
	ID          string    `json:"id"`
	NameZH      string    `json:"name_zh"`
	NameEN      string    `json:"name_en"`
	Initial     float64   `json:"initial"`
	Final       float64   `json:"final"`
	Storage     []float64 `json:"storage"`
	Level       []float64 `json:"level,omitempty"`
	Inflow      []float64 `json:"inflow"`
	Release     []float64 `json:"release"` // all water that leaves, spill included
	Spill       []float64 `json:"spill"`
	Evaporation []float64 `json:"evaporation"`
	Seepage     []float64 `json:"seepage"`
	Max         []float64 `json:"max"`
	Dead        float64   `json:"dead"`
	WaterValue  []float64 `json:"water_value"`
	// AreaResidual is the evaporation error of the linear area [万m³ a horizon].
	AreaResidual float64 `json:"area_residual"`
}

// QuotaResult is the use of a regulation.
type QuotaResult struct {
	ID         string  `json:"id"`
	NameZH     string  `json:"name_zh"`
	NameEN     string  `json:"name_en"`
	Kind       string  `json:"kind"`
	Sense      string  `json:"sense"` // ≤ or ≥
	From       string  `json:"from"`
	To         string  `json:"to"`
	Used       float64 `json:"used"`
	Limit      float64 `json:"limit"`
	Share      float64 `json:"share"`
	Binding    bool    `json:"binding"`
	WaterValue float64 `json:"water_value"`
}

// NodeResult is the throughput of a node.
type NodeResult struct {
	ID       string    `json:"id"`
	NameZH   string    `json:"name_zh"`
	NameEN   string    `json:"name_en"`
	Kind     string    `json:"kind"`
	Lon      float64   `json:"lon,omitempty"`      // [°]; 0 beside Lat 0 = not known, or a connection
	Lat      float64   `json:"lat,omitempty"`      // [°]
	Demand   []float64 `json:"demand,omitempty"`   // of a user, net
	Delivery []float64 `json:"delivery,omitempty"` // to a user, net
	// Restriction is what drought plans take off the demand of a user; nil when nothing.
	Restriction []float64 `json:"restriction,omitempty"`
	Inflow      []float64 `json:"inflow"`
	Outflow     []float64 `json:"outflow"`
	WaterValue  []float64 `json:"water_value,omitempty"`
}

// Indicators are the measures of fairness of RULES AL-11, over the counties of
// the planned area.
type Indicators struct {
	Demand       float64 `json:"demand"`
	Delivery     float64 `json:"delivery"`
	Restriction  float64 `json:"restriction,omitempty"` // by drought plans
	Shortage     float64 `json:"shortage"`
	Satisfaction float64 `json:"satisfaction"` // demand-weighted mean
	Worst        float64 `json:"worst"`        // least satisfaction of a county
	WorstID      string  `json:"worst_id"`
	CV           float64 `json:"cv"`
	Gini         float64 `json:"gini"` // of delivery on population; 0 where population is unknown
	GrossDemand  float64 `json:"gross_demand"`
	Withdrawal   float64 `json:"withdrawal"`
	GrossLack    float64 `json:"gross_shortage"`
	GrossCut     float64 `json:"gross_restriction,omitempty"`
}

// Costs are the costs of supply.
type Costs struct {
	Total  float64 `json:"total"`  // [万元]
	Energy float64 `json:"energy"` // [万kWh], generation negative
}

// Residuals are the largest relative errors of the result.
type Residuals struct {
	Balance float64 `json:"balance"` // mass balance of any vertex and step
	Bound   float64 `json:"bound"`   // bounds and rows of any pass
	Dual    float64 `json:"dual"`    // reduced costs of any pass
	Gap     float64 `json:"gap"`     // duality gap of any pass
}

// Seconds are wall-clock times, zero when the caller gave no clock.
type Seconds struct {
	Build float64 `json:"build"`
	Solve float64 `json:"solve"`
	Total float64 `json:"total"`
}

// Size is the size of the (largest) programme.
type Size struct {
	Columns    int `json:"columns"`
	Rows       int `json:"rows"`
	Entries    int `json:"entries"`
	Passes     int `json:"passes"`
	Iterations int `json:"iterations"`
}

// Series returns the flow or state of a node and role per step, summed over its
// arcs; nil when the node has none. See network.Role for the roles.
func (a *Allocation) Series(node string, role network.Role) []float64 {
	if a.graph == nil {
		return nil
	}
	var out []float64
	add := func(v []float64) {
		if out == nil {
			out = make([]float64, len(v))
		}
		for t := range v {
			out[t] += v[t]
		}
	}
	for i := range a.graph.Arcs {
		if x := &a.graph.Arcs[i]; x.Node == node && x.Role == role {
			add(a.state.Flow[i])
		}
	}
	for i := range a.graph.Supplies {
		if s := &a.graph.Supplies[i]; s.Node == node && s.Role == role {
			add(s.Volume)
		}
	}
	for w := range a.graph.Wants {
		want := &a.graph.Wants[w]
		if want.Node != node || role != network.RoleShortage && role != network.RoleDemand && role != network.RoleTarget && role != network.RoleRestriction {
			continue
		}
		v := make([]float64, a.graph.Horizon.Len())
		for t := range v {
			switch role {
			case network.RoleRestriction:
				v[t] = a.state.restricted(w, t)
			case network.RoleShortage:
				v[t] = target(want, t) - a.state.restricted(w, t) - a.state.met(w, t)
			default:
				v[t] = target(want, t)
			}
		}
		add(v)
	}
	for v := range a.graph.Vertices {
		if a.graph.Vertices[v].Node != node || a.graph.Vertices[v].Store == nil {
			continue
		}
		switch role {
		case network.RoleStorage:
			add(a.state.Storage[v])
		case network.RoleEvaporation, network.RoleSeepage:
			s := make([]float64, a.graph.Horizon.Len())
			for t := range s {
				if role == network.RoleEvaporation {
					s[t] = a.state.evaporation(a.graph, v, t)
				} else {
					s[t] = a.state.seepage(a.graph, v, t)
				}
			}
			add(s)
		default:
		}
	}
	return out
}

// Network is the network the run was made with, after all changes.
func (a *Allocation) Network() *network.Network { return a.net }

// Horizon is the sequence of steps of the run.
func (a *Allocation) Horizon() network.Horizon {
	if a.graph == nil {
		return network.Horizon{}
	}
	return a.graph.Horizon
}
