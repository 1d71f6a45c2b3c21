package api

import (
	"context"
	"encoding/json"
	"math"
	"reflect"
	"slices"

	"fenhu/api/auth"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/optimize"
)

// CompareQuery is a request to compare two runs.
type CompareQuery struct {
	A string `query:"a" required:"true" minLength:"1" maxLength:"100" doc:"run id"`
	B string `query:"b" required:"true" minLength:"1" maxLength:"100" doc:"run id"`
}

// Comparison says what differs between two runs. Lists hold what changed only,
// the largest change first; volumes are 万m³.
type Comparison struct {
	A        Compared       `json:"a"`
	B        Compared       `json:"b"`
	Inputs   []InputChange  `json:"inputs" doc:"fields of the request that differ"`
	Totals   []FigureChange `json:"totals" doc:"demand, delivery, shortage, satisfaction and cost of the planned area"`
	Counties []FigureChange `json:"counties" doc:"shortage of each county [万m³]"`
	Levels   []FigureChange `json:"levels" doc:"what each priority level reached"`
	Projects []FigureChange `json:"projects" doc:"volume of each project [万m³]"`
	Limits   []LimitChange  `json:"limits" doc:"limits that bind in one of the runs only"`
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

// InputChange is a field of the request that differs.
type InputChange struct {
	Field string `json:"field"`
	A     any    `json:"a"`
	B     any    `json:"b"`
}

// FigureChange is a figure that differs.
type FigureChange struct {
	ID     string  `json:"id"`
	NameZH string  `json:"name_zh,omitempty"`
	NameEN string  `json:"name_en,omitempty"`
	Unit   string  `json:"unit,omitempty"`
	A      float64 `json:"a"`
	B      float64 `json:"b"`
	Change float64 `json:"change" doc:"b − a"`
}

// LimitChange is a limit that binds in one of the runs only.
type LimitChange struct {
	ID     string `json:"id"`
	NameZH string `json:"name_zh"`
	NameEN string `json:"name_en"`
	Kind   string `json:"kind"`
	From   string `json:"from"`
	To     string `json:"to"`
	A      bool   `json:"a" doc:"binds in a"`
	B      bool   `json:"b" doc:"binds in b"`
}

// sameFigure is the relative difference that counts as none: what the solver
// itself leaves open.
const sameFigure = 1e-6

func (s *Server) compare(ctx context.Context, in *CompareQuery) (*Reply[Comparison], error) {
	var runs [2]store.Run
	var results [2]*optimize.Allocation
	for i, id := range []string{in.A, in.B} {
		err := s.permitted(ctx, store.ObjectRun, id, auth.Viewer)
		if err != nil {
			return nil, err
		}
		if results[i], err = s.result(ctx, id, parts.Counties, parts.Quotas); err != nil {
			return nil, err
		}
		if runs[i], err = s.Store.Run(ctx, id); err != nil {
			return nil, err
		}
	}
	inputs, err := inputChanges(runs[0], runs[1])
	if err != nil {
		return nil, err
	}
	a, b := results[0], results[1]
	return reply(Comparison{
		A: compared(runs[0], a), B: compared(runs[1], b), Inputs: inputs,
		Totals:   figureChanges(totals(a), totals(b), false),
		Counties: figureChanges(shortages(a), shortages(b), true),
		Levels:   figureChanges(levels(a), levels(b), false),
		Projects: figureChanges(volumes(a), volumes(b), true),
		Limits:   limitChanges(a, b),
	}), nil
}

func compared(r store.Run, a *optimize.Allocation) Compared {
	return Compared{Run: r.ID, Title: r.Title, Basin: r.BasinID, BasinVersion: r.BasinVersion, Status: r.Status, Hash: a.Basin.Hash}
}

func inputChanges(a, b store.Run) ([]InputChange, error) {
	fields := func(r store.Run) (map[string]any, error) {
		f := map[string]any{}
		err := json.Unmarshal(r.Request, &f)
		f["basin"], f["basin_version"] = r.BasinID, r.BasinVersion
		f["scenario_id"] = value(r.ScenarioID)
		return f, err
	}
	x, err := fields(a)
	if err != nil {
		return nil, err
	}
	y, err := fields(b)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for k := range x {
		names[k] = true
	}
	for k := range y {
		names[k] = true
	}
	out := []InputChange{}
	for k := range names {
		if !reflect.DeepEqual(x[k], y[k]) {
			out = append(out, InputChange{Field: k, A: x[k], B: y[k]})
		}
	}
	slices.SortFunc(out, func(p, q InputChange) int {
		if p.Field < q.Field {
			return -1
		}
		return 1
	})
	return out, nil
}

func totals(a *optimize.Allocation) []FigureChange {
	i := a.Indicators
	return []FigureChange{
		{ID: "demand", NameZH: "需水", NameEN: "demand", Unit: "万m³", A: i.Demand},
		{ID: "delivery", NameZH: "供水", NameEN: "delivery", Unit: "万m³", A: i.Delivery},
		{ID: "shortage", NameZH: "缺水", NameEN: "shortage", Unit: "万m³", A: i.Shortage},
		{ID: "satisfaction", NameZH: "满足率", NameEN: "satisfaction", A: i.Satisfaction},
		{ID: "cost", NameZH: "费用", NameEN: "cost", Unit: "万元", A: a.Costs.Total},
	}
}

func shortages(a *optimize.Allocation) []FigureChange {
	var out []FigureChange
	for _, c := range slices.Concat(a.Counties, a.Outside) {
		out = append(out, FigureChange{ID: c.ID, NameZH: c.NameZH, NameEN: c.NameEN, Unit: "万m³", A: c.Shortage})
	}
	return out
}

func levels(a *optimize.Allocation) []FigureChange {
	var out []FigureChange
	for _, l := range a.Levels {
		out = append(out, FigureChange{ID: l.ID, NameZH: l.Name, NameEN: l.NameEN, Unit: l.Unit, A: l.Objective})
	}
	return out
}

func volumes(a *optimize.Allocation) []FigureChange {
	var out []FigureChange
	for _, p := range a.Projects {
		out = append(out, FigureChange{ID: p.ID, NameZH: p.NameZH, NameEN: p.NameEN, Unit: "万m³", A: p.Volume})
	}
	return out
}

// figureChanges joins the figures of two runs by their ids, absent ones being
// zero, and keeps those that differ.
func figureChanges(a, b []FigureChange, sorted bool) []FigureChange {
	out := []FigureChange{}
	at := map[string]int{}
	for _, x := range a {
		at[x.ID] = len(out)
		out = append(out, x)
	}
	for _, y := range b {
		i, ok := at[y.ID]
		if !ok {
			i = len(out)
			out = append(out, y)
			out[i].A = 0
		}
		out[i].B = y.A
	}
	out = slices.DeleteFunc(out, func(x FigureChange) bool {
		return math.Abs(x.B-x.A) <= sameFigure*(1+math.Max(math.Abs(x.A), math.Abs(x.B)))
	})
	for i := range out {
		out[i].Change = out[i].B - out[i].A
	}
	if sorted {
		slices.SortStableFunc(out, func(p, q FigureChange) int {
			switch x, y := math.Abs(p.Change), math.Abs(q.Change); {
			case x > y:
				return -1
			case x < y:
				return 1
			default:
				return 0
			}
		})
	}
	return out
}

func limitChanges(a, b *optimize.Allocation) []LimitChange {
	out := []LimitChange{}
	at := map[[3]string]int{}
	see := func(q *optimize.QuotaResult) *LimitChange {
		key := [3]string{q.ID, q.From, q.To}
		if i, ok := at[key]; ok {
			return &out[i]
		}
		at[key] = len(out)
		out = append(out, LimitChange{ID: q.ID, NameZH: q.NameZH, NameEN: q.NameEN, Kind: q.Kind, From: q.From, To: q.To})
		return &out[len(out)-1]
	}
	for i := range a.Quotas {
		x := see(&a.Quotas[i])
		x.A = x.A || a.Quotas[i].Binding
	}
	for i := range b.Quotas {
		x := see(&b.Quotas[i])
		x.B = x.B || b.Quotas[i].Binding
	}
	return slices.DeleteFunc(out, func(x LimitChange) bool { return x.A == x.B })
}
