package network

import (
	"math"

	"fenhu/network/quality"
)

// QualityPlan is what the quality of a document lowers to. Series are by
// indicator and step.
type QualityPlan struct {
	Indicators []quality.Indicator
	Vertices   []QualityVertex // by vertex of the graph
	Arcs       []QualityArc    // by arc
	Supplies   [][][]float64   // by supply: concentration [mg/L]; nil where it leads to a vertex that is fixed
	Sections   []QualitySection
	// Target says that a level of the graph holds the sections to their targets.
	Target bool
	// Assumed is the concentration that a programme takes water to leave an arc's
	// tail with, after treatment, where it depends on the plan: by arc, indicator and
	// step [mg/L]. The optimiser sets it; nil = the level is not pursued yet.
	Assumed [][][]float64
}

// QualityVertex says how the water of a vertex gets its quality: it is mixed
// from all that comes in, unless it is Fixed.
type QualityVertex struct {
	// Fixed is the concentration that leaves the vertex whatever came in: users and
	// aquifers [mg/L]; nil = mixed.
	Fixed   [][]float64
	Ground  bool        // of the fixed ones: an aquifer
	Initial []float64   // of stored water at the start, by indicator [mg/L]
	Rate    [][]float64 // decay of stored water in a step, k·days [-]; nil = none
}

// QualityArc says what happens to water on an arc.
type QualityArc struct {
	Enters   [][]float64 // concentration of water from outside [mg/L]
	Effluent [][]float64 // highest concentration after treatment [mg/L]; NaN = not given
	Removal  [][]float64 // share of the load that treatment removes [-], where Effluent is not given
	Remains  [][]float64 // share of the load that decay leaves on the way to the first head [-]; nil = all
}

// QualitySection is a section with what it is held to.
type QualitySection struct {
	Node   string
	Arc    int
	Target [][]float64 // [mg/L]; 0 = none
}

// QualityLevel is the id of the level that holds sections to their targets.
const QualityLevel = "water-quality"

// qualityBuilder fills the plan of a graph.
type qualityBuilder struct {
	*builder
	w        *WaterQuality
	followed []pollutant
	plan     *QualityPlan
}

// waterQuality adds the quality of the document, and its level of priority.
func (b *builder) waterQuality() {
	w := &b.n.Quality
	q := &qualityBuilder{builder: b, w: w, followed: w.followed()}
	if len(q.followed) == 0 {
		return
	}
	q.plan = &QualityPlan{
		Vertices: make([]QualityVertex, len(b.g.Vertices)), Arcs: make([]QualityArc, len(b.g.Arcs)), Supplies: make([][][]float64, len(b.g.Supplies)),
	}
	for _, p := range q.followed {
		q.plan.Indicators = append(q.plan.Indicators, p.indicator)
	}
	for i, x := range b.n.Nodes {
		b.enter(i, x)
		if p, ok := x.(polluted); ok {
			p.pollute(q)
		}
	}
	for i := range b.g.Supplies { // what no node has claimed: water on its way at the start
		if q.plan.Supplies[i] == nil {
			q.plan.Supplies[i] = q.series(w.Background)
		}
	}
	b.g.Quality = q.plan
	if w.TargetAfter == "" {
		return
	}
	q.plan.Target = true
	level := Level{ID: QualityLevel, NameZH: "断面水质达标", NameEN: "section water quality", Objective: ObjectiveQuality}
	var levels []Level
	for _, l := range b.g.Levels {
		levels = append(levels, l)
		if l.ID == w.TargetAfter {
			levels = append(levels, level)
		}
	}
	b.g.Levels = levels
}

// series are concentrations by indicator and step, of the first of the places
// that gives one; 0 where none does.
func (q *qualityBuilder) series(given ...Concentrations) [][]float64 {
	out := make([][]float64, len(q.followed))
	for i, p := range q.followed {
		out[i] = make([]float64, q.h.Len())
		for _, g := range given {
			x := p.of(g)
			if !x.IsSet() {
				continue
			}
			for t, s := range q.h.Steps {
				out[i][t] = x.At(q.n.PlanningYear, s.Month)
			}
			break
		}
	}
	return out
}

// rate is the decay rate at the temperature of a step [1/d].
func (q *qualityBuilder) rate(k20 Quantity, t int) float64 {
	month := q.h.Steps[t].Month
	k := k20.At(q.n.PlanningYear, month)
	if q.w.Temperature.IsSet() {
		k = quality.AtTemperature(k, q.w.Temperature.At(q.n.PlanningYear, month))
	}
	return k
}

// eachRate calls f with the decay rate of every indicator and step [1/d].
func (q *qualityBuilder) eachRate(own Decay, f func(i, t int, k float64)) {
	for i, p := range q.followed {
		k20 := p.of(Concentrations(own))
		if !k20.IsSet() {
			k20 = p.of(Concentrations(q.w.Decay))
		}
		for t := range q.h.Steps {
			f(i, t, q.rate(k20, t))
		}
	}
}

// travels lets the load of a node's arcs of a role decay on their way.
func (q *qualityBuilder) travels(node string, role Role, x *Travel, lag float64) {
	days := x.days()
	if days == 0 {
		days = lag
	}
	if days == 0 {
		return
	}
	remains := q.empty()
	q.eachRate(x.Decay, func(i, t int, k float64) { remains[i][t] = quality.Remaining(k, days) })
	q.eachArc(node, role, func(_ int, a *QualityArc) { a.Remains = remains })
}

func (q *qualityBuilder) empty() [][]float64 {
	out := make([][]float64, len(q.followed))
	for i := range out {
		out[i] = make([]float64, q.h.Len())
	}
	return out
}

// eachArc calls f for every arc of a node and role.
func (q *qualityBuilder) eachArc(node string, role Role, f func(arc int, a *QualityArc)) {
	for i := range q.g.Arcs {
		if q.g.Arcs[i].Node == node && q.g.Arcs[i].Role == role {
			f(i, &q.plan.Arcs[i])
		}
	}
}

// eachSupply calls f for every supply of a node.
func (q *qualityBuilder) eachSupply(node string, f func(supply int)) {
	for i := range q.g.Supplies {
		if q.g.Supplies[i].Node == node {
			f(i)
		}
	}
}

func (x *Inflow) checkQuality(c *checker, followed []pollutant) {
	c.needs("quality", followed, background, x.Quality, c.n.Quality.Background)
}

// pollute: the runoff brings its concentration and, spread like its volume, the
// share of the non-point load that reaches the river.
func (x *Inflow) pollute(q *qualityBuilder) {
	share := 1.0
	if x.NonPointShare != nil {
		share = *x.NonPointShare
	}
	q.eachSupply(x.ID, func(s int) {
		c := q.series(x.Quality, q.w.Background)
		volume, years := 0.0, 0.0
		for t, v := range q.g.Supplies[s].Volume {
			volume += v
			years += q.h.ShareOfYear(t)
		}
		for i, p := range q.followed {
			load := p.of(Concentrations(x.NonPoint)).Mean(q.n.PlanningYear) * share * years
			if load == 0 || volume == 0 {
				continue
			}
			for t := range c[i] {
				c[i][t] += load / quality.Tonnes(volume, 1)
			}
		}
		q.plan.Supplies[s] = c
	})
}

func (x *Boundary) checkQuality(c *checker, followed []pollutant) {
	c.needs("quality", followed, background, x.Quality, c.n.Quality.Background)
}

func (x *Boundary) pollute(q *qualityBuilder) {
	q.eachArc(x.ID, RoleInflow, func(_ int, a *QualityArc) { a.Enters = q.series(x.Quality, q.w.Background) })
}

func (x *Reach) checkQuality(c *checker, followed []pollutant) {
	if x.BeforeM3s > 0 && x.LagDays > 0 {
		c.needs("quality.background", followed, Text{"填写 %[1]s，作为初始在途水量的浓度", "give %[1]s: the water on its way at the start has it"}, c.n.Quality.Background)
	}
}

func (x *Reach) pollute(q *qualityBuilder) { q.travels(x.ID, RoleFlow, &x.Travel, x.LagDays) }

func (x *Transfer) checkQuality(*checker, []pollutant) {}

func (x *Transfer) pollute(q *qualityBuilder) { q.travels(x.ID, RoleTransfer, &x.Travel, x.LagDays) }

func (x *Reservoir) checkQuality(c *checker, followed []pollutant) {
	c.needs("quality", followed, background, x.Quality, c.n.Quality.Background)
}

// pollute: stored water decays through the whole step.
func (x *Reservoir) pollute(q *qualityBuilder) {
	v := &q.plan.Vertices[q.inlet(x.ID)]
	for _, s := range q.series(x.Quality, q.w.Background) {
		v.Initial = append(v.Initial, s[0])
	}
	v.Rate = q.empty()
	q.eachRate(x.Decay, func(i, t int, k float64) { v.Rate[i][t] = k * float64(q.h.Steps[t].Days) })
}

func (x *Aquifer) checkQuality(c *checker, followed []pollutant) {
	c.needs("quality", followed, background, x.Quality, c.n.Quality.Background)
}

// pollute: groundwater has its own quality, whatever seeps in.
func (x *Aquifer) pollute(q *qualityBuilder) {
	v := &q.plan.Vertices[q.inlet(x.ID)]
	v.Fixed, v.Ground = q.series(x.Quality, q.w.Background), true
}

func (x *Demand) checkQuality(c *checker, followed []pollutant) {
	if x.returned(c.n.PlanningYear) > 0 {
		remedy := Text{"填写 %[1]s，或在 quality.returns 中为该行业填写 %[2]s（mg/L）", "give %[1]s, or %[2]s for the sector in quality.returns (mg/L)"}
		c.needs("return_quality", followed, remedy, x.ReturnQuality, c.n.Quality.returnOf(x.Sector))
	}
}

// pollute: what a user gives back has its own quality, whatever he drew.
func (x *Demand) pollute(q *qualityBuilder) {
	q.plan.Vertices[q.inlet(x.ID)].Fixed = q.series(x.ReturnQuality, q.w.returnOf(x.Sector))
}

func (x *Treatment) checkQuality(c *checker, followed []pollutant) {
	remedy := Text{"填写 %[1]s（mg/L）或 removal.%[2]s，或 quality.effluent.%[2]s", "give %[1]s (mg/L) or removal.%[2]s, or quality.effluent.%[2]s"}
	c.needs("effluent", followed, remedy, x.Effluent, Concentrations(x.Removal), c.n.Quality.Effluent)
	for _, p := range followed {
		if p.of(x.Effluent).IsSet() && p.of(Concentrations(x.Removal)).IsSet() {
			c.fault("removal."+p.key, say("与 effluent.%s 重复", "is given beside effluent.%s", p.key), Text{"二者留一", "keep one of the two"})
		}
	}
}

// pollute: treated and reclaimed water leave with the effluent's quality, or
// with what the plant does not remove.
func (x *Treatment) pollute(q *qualityBuilder) {
	effluent, removal := q.series(x.Effluent, q.w.Effluent), q.series(Concentrations(x.Removal))
	for i, p := range q.followed {
		if p.of(x.Effluent).IsSet() || !p.of(Concentrations(x.Removal)).IsSet() {
			continue
		}
		for t := range effluent[i] {
			effluent[i][t] = math.NaN()
		}
	}
	for _, role := range []Role{RoleTreated, RoleReclaimed} {
		q.eachArc(x.ID, role, func(_ int, a *QualityArc) { a.Effluent, a.Removal = effluent, removal })
	}
}

func (x *Section) checkQuality(*checker, []pollutant) {}

// pollute: a section is held to its own targets, else to those of its class.
func (x *Section) pollute(q *qualityBuilder) {
	q.travels(x.ID, RoleFlow, &x.Travel, 0)
	target := q.series(x.TargetMgL)
	class, err := quality.ParseClass(x.TargetClass)
	for i, p := range q.followed {
		l, _ := quality.LimitOf(p.indicator)
		if p.of(x.TargetMgL).IsSet() || err != nil || x.TargetClass == "" || !l.Assessed {
			continue
		}
		for t := range target[i] {
			target[i][t] = l.Class[class-1]
		}
	}
	q.eachArc(x.ID, RoleFlow, func(arc int, _ *QualityArc) {
		q.plan.Sections = append(q.plan.Sections, QualitySection{Node: x.ID, Arc: arc, Target: target})
	})
}
