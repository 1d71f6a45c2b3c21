package optimize

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sort"

	"fenhu/network"
)

// Diagnosis says why a network is infeasible: the limits that contradict each
// other, and the smallest set of relaxations that would make it feasible.
type Diagnosis struct {
	Relaxations []Relaxation `json:"relaxations"`
	Conflict    []Conflict   `json:"conflict"`
	Text        network.Text `json:"text"`
}

// Relaxation is a limit that would have to give way, and by how much.
type Relaxation struct {
	ID     string       `json:"id"` // node or rule
	Path   string       `json:"path,omitempty"`
	Name   network.Text `json:"name"`
	What   network.Text `json:"what"`
	Period string       `json:"period"`
	Amount float64      `json:"amount"` // [万m³]
	Limit  float64      `json:"limit"`  // the figure that cannot be kept [万m³]
}

// Conflict is a limit that takes part in the contradiction.
type Conflict struct {
	ID   string       `json:"id"`
	Name network.Text `json:"name"`
	What network.Text `json:"what"`
}

// slack is a column of the elastic programme that breaks one limit.
type slack struct {
	col    int
	row    int
	class  int
	id     string
	path   string
	name   network.Text
	what   network.Text
	from   int // steps [from, to)
	to     int
	limit  float64
	target breakTarget
}

// breakTarget names the bound of the graph that a slack stands for.
type breakTarget struct {
	kind  string // limit-min, limit-max, arc-min, arc-max, store-min, store-max, end-min, balance
	index int
	step  int
}

// Break is a bound of the graph that was relaxed by an amount.
type Break struct {
	Kind   string  `json:"kind"`
	Index  int     `json:"index"`
	Step   int     `json:"step"`
	Amount float64 `json:"amount"`
}

// endUnmet says that the storage rule for the end of the horizon is not kept.
var endUnmet = network.Text{ZH: "期末蓄水量达不到", EN: "end storage is not reached"}

// Penalties of breaking a limit, by class: targets first, then regulations,
// then works, last the laws of nature. Only their order matters (our design).
var penalties = [...]float64{1, 3, 10, 100}

const (
	classTarget = iota
	classRule
	classWork
	classNature
)

// elastic adds slacks to every hard limit of the model:
//
//	row + s⁺ ≥ Min,  row − s⁻ ≤ Max
//
// Bounds of columns that can contradict (least flows, storages) are moved into
// rows first.
func (m *model) elastic() {
	for i := range m.g.Limits {
		l := &m.g.Limits[i]
		row := m.rowBase.limit + i
		base := slack{class: classRule, id: l.ID, path: l.Path, name: l.Name, from: l.From, to: l.To}
		if l.Kind == "treatment" || l.Kind == "yield" {
			base.class = classWork
		}
		if !math.IsInf(l.Min, -1) {
			s := base
			s.what, s.limit, s.target = network.Text{ZH: "下限达不到", EN: "minimum cannot be reached"}, l.Min, breakTarget{"limit-min", i, 0}
			m.addSlack(row, 1, s)
		}
		if !math.IsInf(l.Max, 1) {
			s := base
			s.what, s.limit, s.target = network.Text{ZH: "上限守不住", EN: "maximum cannot be kept"}, l.Max, breakTarget{"limit-max", i, 0}
			m.addSlack(row, -1, s)
		}
	}
	for a := range m.g.Arcs {
		arc := &m.g.Arcs[a]
		if m.blocks[a] != 1 {
			continue
		}
		for t := range m.t {
			col := m.arcCol[a] + t
			base := slack{class: classWork, id: arc.Node, name: m.nodeName(arc.Node), from: t, to: t + 1}
			if arc.Min != nil && arc.Min[t] > 0 {
				s := base
				s.what, s.limit, s.target = network.Text{ZH: "最小流量达不到", EN: "least flow cannot be reached"}, arc.Min[t], breakTarget{"arc-min", a, t}
				m.softBound(col, true, s)
			}
			if arc.Max != nil && !math.IsInf(arc.Max[t], 1) && (arc.Role == network.RoleFlow || arc.Role == network.RoleSpill || arc.Role == network.RoleOutflow) {
				s := base
				s.what, s.limit, s.target = network.Text{ZH: "过流能力不足", EN: "capacity is too small"}, arc.Max[t], breakTarget{"arc-max", a, t}
				m.softBound(col, false, s)
			}
		}
	}
	for v := range m.g.Vertices {
		st := m.g.Vertices[v].Store
		node := m.g.Vertices[v].Node
		for t := range m.t {
			base := slack{id: node, name: m.nodeName(node), from: t, to: t + 1}
			if st != nil {
				col := m.storCol[v] + t
				if lo := m.p.ColMin[col]; lo > 0 {
					s := base
					s.class, s.what, s.limit, s.target = classTarget, network.Text{ZH: "蓄水量下限达不到", EN: "least storage cannot be reached"}, lo, breakTarget{"store-min", v, t}
					if t == m.t-1 && st.EndMin >= 0 {
						s.what, s.target.kind = endUnmet, "end-min"
					}
					m.softBound(col, true, s)
				}
				if up := m.p.ColMax[col]; !math.IsInf(up, 1) {
					s := base
					s.class, s.what, s.limit, s.target = classWork, network.Text{ZH: "库容上限（含汛限）容纳不下", EN: "storage limit (flood season included) is too small"}, up, breakTarget{"store-max", v, t}
					m.softBound(col, false, s)
				}
			}
			s := base
			s.class, s.target = classNature, breakTarget{"balance", v, t}
			s.what = network.Text{ZH: "来水没有出路", EN: "water has nowhere to go"}
			m.addSlack(m.balanceRow(v, t), 1, s)
			if st != nil {
				s.what = network.Text{ZH: "蒸发渗漏无水可耗", EN: "no water left for evaporation and seepage"}
				m.addSlack(m.balanceRow(v, t), -1, s)
			}
		}
	}
}

func (m *model) addSlack(row int, sign float64, s slack) {
	s.row = row
	s.col = m.cols(1, inf)
	m.s.add(row, s.col, sign)
	m.slack = append(m.slack, s)
}

// softBound moves a bound of a column into a row with a slack.
func (m *model) softBound(col int, lower bool, s slack) {
	if lower {
		row := m.rows(1, s.limit, inf)
		m.s.add(row, col, 1)
		m.p.ColMin[col] = 0
		m.addSlack(row, 1, s)
		return
	}
	row := m.rows(1, -inf, s.limit)
	m.s.add(row, col, 1)
	m.p.ColMax[col] = inf
	m.addSlack(row, -1, s)
}

func (m *model) nodeName(id string) network.Text {
	if m.names != nil {
		if t, ok := m.names(id); ok {
			return t
		}
	}
	return network.Text{ZH: id, EN: id}
}

// smallRelaxation: amounts below this share of the limit are rounding.
const smallRelaxation = 1e-7

// diagnose explains an infeasible graph.
func (e *engine) diagnose(ctx context.Context, g *network.Graph) (*Diagnosis, error) {
	m, sol, err := e.elastic(ctx, g)
	if err != nil {
		return nil, err
	}
	return m.diagnosis(sol)
}

// diagnosis reads the smallest relaxations of an elastic programme, which has
// them by a weighted sum over its limits, and the limits that carry a dual there.
func (m *model) diagnosis(sol *Solution) (*Diagnosis, error) {
	d := &Diagnosis{Relaxations: m.broken(sol)}
	seen := map[string]bool{}
	for _, s := range m.slack {
		if math.Abs(sol.RowDual[s.row]) <= activeDual || s.target.kind == "balance" {
			continue
		}
		key := s.id + s.what.EN
		if !seen[key] {
			seen[key] = true
			d.Conflict = append(d.Conflict, Conflict{s.id, s.name, s.what})
		}
	}
	if len(d.Relaxations) == 0 {
		return nil, errors.New("the solver called the programme infeasible, but it can be met without any relaxation")
	}
	first := d.Relaxations[0]
	d.Text = network.Text{
		ZH: fmt.Sprintf("没有能同时满足全部硬约束的方案。最小调整共 %d 项，首项：%s%s（%s），差 %.2f 万m³。", len(d.Relaxations), first.Name.ZH, first.What.ZH, first.Period, first.Amount),
		EN: fmt.Sprintf("No plan can keep all hard limits. Smallest repair, first of %d: %s: %s (%s), by %.2f × 10⁴ m³.", len(d.Relaxations), first.Name.EN, first.What.EN, first.Period, first.Amount),
	}
	return d, nil
}

// elastic solves the elastic programme of g.
func (e *engine) elastic(ctx context.Context, g *network.Graph) (*model, *Solution, error) {
	m := newElastic(g, e.names)
	for _, s := range m.slack {
		m.p.Cost[s.col] = penalties[s.class]
	}
	s, err := e.o.Solver.Open(m.p)
	if err != nil {
		return nil, nil, err
	}
	defer s.Close()
	sol := new(Solution)
	if err := s.Solve(ctx, sol); err != nil {
		return nil, nil, stopped(ctx, err)
	}
	if sol.Status != StatusOptimal {
		return nil, nil, fmt.Errorf("diagnosis ended with status %q", sol.Status)
	}
	return m, sol, nil
}

// broken lists the slacks that a solution uses, largest first.
func (m *model) broken(sol *Solution) []Relaxation {
	var out []Relaxation
	for i := range m.slack {
		if amount := sol.X[m.slack[i].col]; m.slack[i].uses(amount) {
			out = append(out, m.relaxation(&m.slack[i], amount))
		}
	}
	return largestFirst(out)
}

// uses says whether an amount is more than rounding.
func (s *slack) uses(amount float64) bool { return amount > smallRelaxation*(1+math.Abs(s.limit)) }

// relaxation says in words that the limit of s gives way by an amount.
func (m *model) relaxation(s *slack, amount float64) Relaxation {
	r := Relaxation{ID: s.id, Path: s.path, Name: s.name, What: s.what, Amount: amount, Limit: s.limit}
	r.Period = m.g.Horizon.Label(s.from, network.ZH)
	if s.to-s.from > 1 {
		r.Period += " – " + m.g.Horizon.Label(s.to-1, network.ZH)
	}
	return r
}

func largestFirst(list []Relaxation) []Relaxation {
	sort.SliceStable(list, func(i, j int) bool { return list[i].Amount > list[j].Amount })
	return list
}

// breaks are the used slacks as changes of the graph's bounds.
func (m *model) breaks(sol *Solution) []Break {
	var out []Break
	for i := range m.slack {
		s := &m.slack[i]
		if amount := sol.X[s.col]; s.uses(amount) {
			out = append(out, Break{s.target.kind, s.target.index, s.target.step, amount*(1+1e-9) + 1e-7})
		}
	}
	return out
}

// relaxations says in words what breaks do. The error says that one of them
// breaks nothing that the graph limits, which only a forged result can hold.
func (m *model) relaxations(broken []Break) ([]Relaxation, error) {
	at := make(map[breakTarget]*slack, len(m.slack))
	for i := range m.slack {
		at[m.slack[i].target] = &m.slack[i]
	}
	var out []Relaxation
	for _, b := range broken {
		s := at[breakTarget{b.Kind, b.Index, b.Step}]
		if s == nil || b.Kind == "balance" || !(b.Amount > 0) {
			return nil, fmt.Errorf("the recorded break of %s %d in step %d is of no limit", b.Kind, b.Index, b.Step)
		}
		out = append(out, m.relaxation(s, b.Amount))
	}
	return largestFirst(out), nil
}
