package network

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Response is what the drought plans of a network lower to: indices of the
// graph instead of names. Graph.Watch runs it.
type Response struct {
	Plans []Plan
	// Levels is the graph's priority order with a level for every reserve that a
	// plan may hold, at its place.
	Levels []Level
}

// Plan is one drought plan by the indices of the graph. Figures by month have
// January first.
type Plan struct {
	Rule *DroughtPlan
	ladder
	initial    DroughtLevel
	indicators []indicator
	byMonth    [12][]thresholds // per month and indicator
	measures   [droughtLevels]measures
	words      [droughtLevels]Text
}

// Describe says in words what a level switches; empty where it switches nothing.
func (p *Plan) Describe(l DroughtLevel) Text { return p.words[l] }

// indicator is a lowered indicator: what it counts and its thresholds.
type indicator struct {
	measure    string
	periods    int
	cumulative bool
	stores     []int
	divisor    [12]float64 // of storage [万m³]
	dead       float64     // taken off the storage first [万m³]
	supplies   []int
	normal     []float64 // inflow that is compared with, per step [万m³]
	wants      []int
}

// measures is what a level does to the graph of a window.
type measures struct {
	cuts    []cut
	arcs    []arcShare
	limits  []limitChange
	prefer  []arcPrice
	reserve []reserve
}

type (
	cut struct {
		want   int
		factor [12]float64
	}
	arcShare struct {
		arc   int
		share float64
	}
	limitChange struct {
		limit  int
		lower  bool    // the lower bound changes
		change float64 // added to the bound [万m³]; +∞ lifts it
	}
	arcPrice struct {
		arc   int
		price float64
	}
	reserve struct {
		vertex, slot int
		least        [12]float64 // [万m³]
		dead         float64
		keep         float64 // share of what is available instead of least
	}
)

// Reserve is storage that only the levels up to After may draw on.
type Reserve struct {
	Least []float64 // [万m³] per step
}

// reservePrefix begins the ids of the priority levels that keep reserves.
const reservePrefix = "reserve-"

// ReserveLevel is the id of the priority level that keeps reserve slot of the stores.
func ReserveLevel(slot int) string { return reservePrefix + strconv.Itoa(slot) }

// ReserveSlot is the reserve that a level with such an id keeps.
func ReserveSlot(level string) int {
	slot, err := strconv.Atoi(strings.TrimPrefix(level, reservePrefix))
	if err != nil {
		panic("network: not a reserve level: " + level)
	}
	return slot
}

func (r *DroughtPlan) lower(b *builder) { b.last = append(b.last, func() { r.respond(b) }) }

// respond lowers the plan after all other rules, whose limits it may change.
func (r *DroughtPlan) respond(b *builder) {
	if b.g.Response == nil {
		b.g.Response = &Response{Levels: b.g.Levels}
	}
	p := Plan{Rule: r, initial: droughtLevel(r.Initial)}
	p.ladder = ladder{all: r.Combine == "all", stepUp: r.Escalation == "stepwise", jumpDown: r.Recovery == "direct"}
	for i := range r.Indicators {
		p.indicators = append(p.indicators, r.Indicators[i].lower(b))
		for m := range p.byMonth {
			p.byMonth[m] = append(p.byMonth[m], r.Indicators[i].thresholds(b.n.PlanningYear, m+1))
		}
	}
	for _, l := range DroughtLevels() {
		m := r.Measures(l)
		p.least[l], p.words[l] = m.MinPeriods, r.describe(b.n, l)
		out := &p.measures[l]
		out.cuts = m.cuts(b)
		out.arcs = append(r.emergency(b, l), banned(b, m.Bans)...)
		for _, x := range m.Rules {
			out.limits = append(out.limits, x.lower(b)...)
		}
		for _, x := range m.Prefer {
			for i := range b.g.Arcs {
				if a := &b.g.Arcs[i]; a.Node == x.Node && a.Role != RoleSpill || a.Role == RoleSupply && a.Peer == x.Node {
					out.prefer = append(out.prefer, arcPrice{i, x.Price})
				}
			}
		}
	}
	b.g.Response.Plans = append(b.g.Response.Plans, p)
}

func (x *DroughtIndicator) lower(b *builder) indicator {
	out := indicator{measure: x.Measure, periods: max(1, x.Periods), cumulative: x.Cumulative}
	year := b.n.PlanningYear
	switch x.Measure {
	case MeasureInflow:
		out.normal = make([]float64, b.h.Len())
		for i := range b.g.Supplies {
			in, ok := b.n.NodeByID(b.g.Supplies[i].Node).(*Inflow)
			if ok && b.g.Supplies[i].Role == RoleRunoff && (len(x.Nodes) == 0 || slices.Contains(x.Nodes, in.ID)) {
				out.supplies = append(out.supplies, i)
				for t, q := range in.normal(b, x.ReferenceP) {
					out.normal[t] += q
				}
			}
		}
	case MeasureShortage, MeasureDeficit:
		for w := range b.g.Wants {
			if d, ok := b.n.NodeByID(b.g.Wants[w].Node).(*Demand); ok && x.has(b.n, d) {
				out.wants = append(out.wants, w)
			}
		}
	default:
		for v := range b.g.Vertices {
			store, ok := b.n.NodeByID(b.g.Vertices[v].Node).(*Reservoir)
			if !ok || len(x.Nodes) > 0 && !slices.Contains(x.Nodes, store.ID) {
				continue
			}
			out.stores = append(out.stores, v)
			for m := range out.divisor {
				switch x.Measure {
				case MeasureUseful:
					out.divisor[m] += store.Normal - store.Dead
				case MeasureWarning:
					out.divisor[m] += store.Warning.At(year, m+1)
				case MeasureDry:
					out.divisor[m] += store.Dry.At(year, m+1)
				default:
					out.divisor[m] = 1
				}
			}
			if x.Measure == MeasureUseful {
				out.dead += store.Dead
			}
		}
	}
	return out
}

// thresholds are those of a month.
func (x *DroughtIndicator) thresholds(year, month int) thresholds {
	out := noThresholds(x.Falling())
	for _, l := range DroughtLevels()[1:] {
		if t := x.Threshold(l); t.Enter.IsSet() {
			out.enter[l] = t.Enter.At(year, month)
			out.exit[l] = t.exit().At(year, month)
		}
	}
	return out
}

// exit is the exit threshold; without one it is that of entry.
func (t Threshold) exit() Quantity {
	if t.Exit.IsSet() {
		return t.Exit
	}
	return t.Enter
}

// normal is the inflow [万m³ per step] of the year of frequency p [%], 0 = the
// long-term mean; it knows no factor and no outage.
func (x *Inflow) normal(b *builder, p float64) []float64 {
	if x.FlowM3s.IsSet() {
		return b.volumes(x.FlowM3s)
	}
	y := *x
	y.P = &p
	months := y.months(b.n)
	out := make([]float64, b.h.Len())
	for t, s := range b.h.Steps {
		out[t] = months[s.Month-1] * b.h.ShareOfMonth(t)
	}
	return out
}

func (m *DroughtMeasures) cuts(b *builder) []cut {
	var out []cut
	year := b.n.PlanningYear
	for w := range b.g.Wants {
		c := cut{want: w}
		matched := false
		for i := range c.factor {
			c.factor[i] = 1
		}
		with := func(q Quantity) {
			matched = true
			for i := range c.factor {
				c.factor[i] = math.Min(c.factor[i], q.At(year, i+1))
			}
		}
		switch d := b.n.NodeByID(b.g.Wants[w].Node).(type) {
		case *Demand:
			for _, x := range m.Demand {
				if x.has(b.n, d) {
					with(x.Factor)
				}
			}
		default:
			if m.BaseFlow.IsSet() {
				with(m.BaseFlow)
			}
		}
		if matched {
			out = append(out, c)
		}
	}
	return out
}

// emergency are the shares of the emergency sources' arcs at level l.
func (r *DroughtPlan) emergency(b *builder, l DroughtLevel) []arcShare {
	type open struct {
		from  DroughtLevel
		share float64
	}
	at := map[string]open{}
	for _, e := range r.Emergency {
		from, share := droughtLevel(e.From), 1.0
		if e.Share != nil {
			share = *e.Share
		}
		for _, id := range e.members(b.n) {
			o, known := at[id]
			if from <= l && (!known || from >= o.from) {
				at[id] = open{from, share}
			} else if !known {
				at[id] = open{}
			}
		}
	}
	var out []arcShare
	for i := range b.g.Arcs {
		if o, ok := at[b.g.Arcs[i].Node]; ok && o.share < 1 {
			out = append(out, arcShare{i, o.share})
		}
	}
	return out
}

// members are the nodes of the source.
func (e EmergencySource) members(n *Network) []string {
	if p := n.ProjectByID(e.Project); p != nil {
		return append(append([]string(nil), p.Members...), e.Nodes...)
	}
	return e.Nodes
}

func banned(b *builder, bans []Users) []arcShare {
	var out []arcShare
	for _, u := range bans {
		for _, t := range u.terms(b, Withdrawal) {
			out = append(out, arcShare{t.Arc, 0})
		}
	}
	return out
}

func (x DroughtRule) lower(b *builder) []limitChange {
	var out []limitChange
	for i := range b.g.Limits {
		l := &b.g.Limits[i]
		if l.ID != x.Rule || ruleByID(l.Kind) == nil {
			continue
		}
		c := limitChange{limit: i, lower: math.IsInf(l.Max, 1)}
		bound := l.Max
		if c.lower {
			bound = l.Min
		}
		if x.Factor != nil {
			c.change = (*x.Factor - 1) * bound
		}
		if x.Off {
			c.change = math.Inf(1)
		}
		out = append(out, c)
	}
	return out
}

// reserves lowers the reserves of all plans together: they share the priority
// levels that keep them, one for each `until` that a plan names.
func (b *builder) reserves() {
	if b.g.Response == nil {
		return
	}
	var untils []string
	each := func(f func(p *Plan, l DroughtLevel, x StorageReserve)) {
		for i := range b.g.Response.Plans {
			p := &b.g.Response.Plans[i]
			for _, l := range DroughtLevels() {
				for _, x := range p.Rule.Measures(l).Reserve {
					f(p, l, x)
				}
			}
		}
	}
	each(func(_ *Plan, _ DroughtLevel, x StorageReserve) {
		if !slices.Contains(untils, x.Until) {
			untils = append(untils, x.Until)
		}
	})
	var levels []Level
	insert := func(after string) {
		if slot := slices.Index(untils, after); slot >= 0 {
			levels = append(levels, Level{ID: ReserveLevel(slot), NameZH: "预留蓄水", NameEN: "reserved storage", Objective: ObjectiveReserve})
		}
	}
	insert("")
	for _, l := range b.g.Levels {
		levels = append(levels, l)
		insert(l.ID)
	}
	b.g.Response.Levels = levels
	year := b.n.PlanningYear
	each(func(p *Plan, l DroughtLevel, x StorageReserve) {
		store, ok := b.n.NodeByID(x.Node).(*Reservoir)
		if !ok {
			return
		}
		r := reserve{vertex: b.inlet(x.Node), slot: slices.Index(untils, x.Until), dead: store.Dead}
		for m := range r.least {
			switch {
			case x.Keep != nil:
				r.keep = *x.Keep
			case x.Line == MeasureWarning:
				r.least[m] = store.Warning.At(year, m+1)
			case x.Line == MeasureDry:
				r.least[m] = store.Dry.At(year, m+1)
			default:
				r.least[m] = x.Storage.At(year, m+1)
			}
		}
		p.measures[l].reserve = append(p.measures[l].reserve, r)
		s := b.g.Vertices[r.vertex].Store
		for len(s.Reserves) < len(untils) {
			s.Reserves = append(s.Reserves, Reserve{})
		}
	})
	for v := range b.g.Vertices {
		if s := b.g.Vertices[v].Store; s != nil {
			for i := range s.Reserves {
				s.Reserves[i].Least = make([]float64, b.h.Len())
			}
		}
	}
}
