package api

import (
	"context"
	"math"
	"net/http"
	"slices"

	"fenhu/api/auth"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/optimize"
)

// mostCompared is how many runs one comparison takes.
const mostCompared = 10

// CompareQuery is a request to compare runs.
type CompareQuery struct {
	Runs []string `query:"runs" required:"true" minItems:"2" maxItems:"10" doc:"run ids, separated by commas; the first is the base"`
}

// Comparison says what differs between runs. Each list holds what differs only;
// values stand in the order of the runs, the first of which is the base. Volumes
// are 万m³.
type Comparison struct {
	Runs     []Compared     `json:"runs"`
	Inputs   []InputChange  `json:"inputs" doc:"options of the runs that differ"`
	Document []InputChange  `json:"document" doc:"figures that differ in the documents after all changes, by path"`
	More     int            `json:"more_document" doc:"further differences of the documents that are not listed"`
	Totals   []FigureChange `json:"totals" doc:"demand, delivery, shortage, satisfaction and cost of the planned area"`
	Counties []FigureChange `json:"counties" doc:"net shortage of each county, the largest change first [万m³]"`
	Sectors  []FigureChange `json:"sectors" doc:"net shortage of each sector of each county [万m³]"`
	Sections []FigureChange `json:"sections" doc:"mean flow [m³/s] and deficit of base flow [万m³] of each control section"`
	Levels   []FigureChange `json:"levels" doc:"what each priority level reached"`
	Projects []FigureChange `json:"projects" doc:"volume of each project [万m³]"`
	Limits   []LimitChange  `json:"limits" doc:"limits that bind in some of the runs and not in others"`
}

// Compared is one of the runs.
type Compared struct {
	Run          string          `json:"run"`
	Title        string          `json:"title,omitempty"`
	Basin        string          `json:"basin"`
	BasinVersion int             `json:"basin_version"`
	Status       store.RunStatus `json:"status"`
	Hash         string          `json:"hash" doc:"of the document after all changes"`
}

// InputChange is an input that differs.
type InputChange struct {
	Path   string `json:"path"`
	Values []any  `json:"values" doc:"one a run; null = not given"`
}

// FigureChange is a figure that differs.
type FigureChange struct {
	ID      string    `json:"id"`
	NameZH  string    `json:"name_zh,omitempty"`
	NameEN  string    `json:"name_en,omitempty"`
	Unit    string    `json:"unit,omitempty"`
	Values  []float64 `json:"values" doc:"one a run; 0 where a run has no such thing"`
	Changes []float64 `json:"changes" doc:"values less that of the base"`
}

// LimitChange is a limit that binds in some of the runs only.
type LimitChange struct {
	ID      string     `json:"id"`
	NameZH  string     `json:"name_zh"`
	NameEN  string     `json:"name_en"`
	Kind    string     `json:"kind"`
	From    string     `json:"from"`
	To      string     `json:"to"`
	Binding []bool     `json:"binding"`
	Used    []float64  `json:"used" doc:"万m³"`
	Limit   []*float64 `json:"limit" doc:"万m³; null where a run does not have the limit"`
	Value   []float64  `json:"water_value" doc:"of one more m³ of the limit [元/m³]"`
}

// sameFigure is the relative difference that counts as none: what the solver
// itself leaves open.
const sameFigure = 1e-6

func (s *Server) compare(ctx context.Context, in *CompareQuery) (*Reply[Comparison], error) {
	c, err := s.comparison(ctx, in.Runs)
	if err != nil {
		return nil, err
	}
	return reply(c), nil
}

func (s *Server) comparison(ctx context.Context, ids []string) (Comparison, error) {
	if len(ids) < 2 || len(ids) > mostCompared {
		return Comparison{}, refuse(http.StatusUnprocessableEntity, "可比较 2 到 %d 次计算", "2 to %d runs can be compared", mostCompared)
	}
	runs, results := make([]store.Run, len(ids)), make([]*optimize.Allocation, len(ids))
	out := Comparison{}
	for i, id := range ids {
		err := s.permitted(ctx, store.ObjectRun, id, auth.Viewer)
		if err != nil {
			return out, err
		}
		if results[i], err = s.result(ctx, id, parts.Counties, parts.Sections, parts.Quotas); err != nil {
			return out, err
		}
		if runs[i], err = s.Store.Run(ctx, id); err != nil {
			return out, err
		}
		r := runs[i]
		out.Runs = append(out.Runs, Compared{Run: r.ID, Title: r.Title, Basin: r.BasinID, BasinVersion: r.BasinVersion, Status: r.Status, Hash: results[i].Basin.Hash})
	}
	var err error
	if out.Inputs, err = optionChanges(runs); err != nil {
		return out, err
	}
	if out.Document, out.More, err = s.documentChanges(ctx, runs, out.Runs); err != nil {
		return out, err
	}
	out.Totals = figureChanges(results, totals, false)
	out.Counties = figureChanges(results, shortages, true)
	out.Sectors = figureChanges(results, sectors, true)
	out.Sections = figureChanges(results, river, false)
	out.Levels = figureChanges(results, levels, false)
	out.Projects = figureChanges(results, volumes, true)
	out.Limits = limitChanges(results)
	return out, nil
}

// amount is a figure of one run.
type amount struct {
	id, zh, en, unit string
	value            float64
}

func totals(a *optimize.Allocation) []amount {
	i := a.Indicators
	return []amount{
		{"demand", "需水", "demand", "万m³", i.Demand},
		{"delivery", "供水", "delivery", "万m³", i.Delivery},
		{"shortage", "缺水", "shortage", "万m³", i.Shortage},
		{"satisfaction", "满足程度", "satisfaction", "", i.Satisfaction},
		{"cost", "供水成本", "cost of supply", "万元", a.Costs.Total},
	}
}

func shortages(a *optimize.Allocation) []amount {
	var out []amount
	for _, c := range slices.Concat(a.Counties, a.Outside) {
		out = append(out, amount{c.ID, c.NameZH, c.NameEN, "万m³", c.Shortage})
	}
	return out
}

func sectors(a *optimize.Allocation) []amount {
	var out []amount
	for _, c := range slices.Concat(a.Counties, a.Outside) {
		for _, x := range c.Sectors {
			out = append(out, amount{c.ID + "/" + string(x.Sector), c.NameZH + x.NameZH, c.NameEN + ", " + x.NameEN, "万m³", x.Shortage})
		}
	}
	return out
}

// river is the mean flow and the deficit of base flow of each section.
func river(a *optimize.Allocation) []amount {
	var out []amount
	for _, x := range a.Sections {
		volume, days := 0.0, 0.0
		for t, p := range a.Periods {
			if t < len(x.FlowM3s) {
				volume, days = volume+x.FlowM3s[t]*float64(p.Days), days+float64(p.Days)
			}
		}
		out = append(out,
			amount{x.ID + "/flow", x.NameZH + "平均流量", "mean flow at " + x.NameEN, "m³/s", volume / max(1, days)},
			amount{x.ID + "/deficit", x.NameZH + "基流缺口", "deficit of base flow at " + x.NameEN, "万m³", x.Deficit})
	}
	return out
}

func levels(a *optimize.Allocation) []amount {
	var out []amount
	for _, l := range a.Levels {
		out = append(out, amount{l.ID, l.Name, l.NameEN, l.Unit, l.Objective})
	}
	return out
}

func volumes(a *optimize.Allocation) []amount {
	var out []amount
	for _, p := range a.Projects {
		out = append(out, amount{p.ID, p.NameZH, p.NameEN, "万m³", p.Volume})
	}
	return out
}

// figureChanges joins the figures of the runs by their ids and keeps those that
// differ from the base in any run.
func figureChanges(runs []*optimize.Allocation, of func(*optimize.Allocation) []amount, sorted bool) []FigureChange {
	out := []FigureChange{}
	at := map[string]int{}
	for i, a := range runs {
		for _, x := range of(a) {
			j, ok := at[x.id]
			if !ok {
				j = len(out)
				at[x.id] = j
				out = append(out, FigureChange{ID: x.id, NameZH: x.zh, NameEN: x.en, Unit: x.unit, Values: make([]float64, len(runs)), Changes: make([]float64, len(runs))})
			}
			out[j].Values[i] = x.value
		}
	}
	for j := range out {
		for i, v := range out[j].Values {
			base := out[j].Values[0]
			if math.Abs(v-base) > sameFigure*(1+math.Max(math.Abs(v), math.Abs(base))) {
				out[j].Changes[i] = v - base
			}
		}
	}
	out = slices.DeleteFunc(out, func(x FigureChange) bool { return x.most() == 0 })
	if sorted {
		slices.SortStableFunc(out, func(x, y FigureChange) int {
			switch a, b := x.most(), y.most(); {
			case a > b:
				return -1
			case a < b:
				return 1
			default:
				return 0
			}
		})
	}
	return out
}

// most is the largest change from the base.
func (x FigureChange) most() float64 {
	most := 0.0
	for _, c := range x.Changes {
		most = math.Max(most, math.Abs(c))
	}
	return most
}

// limitChanges are the limits that bind in some of the runs only.
func limitChanges(runs []*optimize.Allocation) []LimitChange {
	out := []LimitChange{}
	at := map[[4]string]int{}
	for i, a := range runs {
		for k := range a.Quotas {
			q := &a.Quotas[k]
			key := [4]string{q.ID, q.Sense, q.From, q.To}
			j, ok := at[key]
			if !ok {
				j = len(out)
				at[key] = j
				n := len(runs)
				out = append(out, LimitChange{
					ID: q.ID, NameZH: q.NameZH, NameEN: q.NameEN, Kind: q.Kind, From: q.From, To: q.To,
					Binding: make([]bool, n), Used: make([]float64, n), Limit: make([]*float64, n), Value: make([]float64, n),
				})
			}
			x := &out[j]
			x.Binding[i], x.Used[i], x.Limit[i], x.Value[i] = x.Binding[i] || q.Binding, q.Used, new(q.Limit), max(x.Value[i], q.WaterValue)
		}
	}
	return slices.DeleteFunc(out, func(x LimitChange) bool {
		return !slices.Contains(x.Binding, true) || !slices.Contains(x.Binding, false)
	})
}
