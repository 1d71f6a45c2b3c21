package network

import (
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/graph/simple"
	"gonum.org/v1/gonum/graph/topo"
)

// mostCells bounds nodes × periods: a century of days for 500 nodes. The
// lowered graph of a larger network fills the memory of the machine.
const mostCells = 20_000_000

// structure looks for what only the whole graph shows: demands that no water
// reaches, rivers that flow in circles, quotas that can never bind, and figures
// whose size suggests a wrong unit.
func (c *checker) structure() {
	c.enter("", "")
	if steps, _ := c.n.Horizon(); len(c.n.Nodes)*steps.Len() > mostCells {
		c.fault("calendar.periods", say("%d 个节点 × %d 个时段超过 %d，无法计算", "%d nodes × %d periods are more than %d", len(c.n.Nodes), steps.Len(), mostCells), Text{"缩短 periods，或改用较长的时段", "take fewer periods or longer steps"})
		return
	}
	g, err := c.n.Lower()
	if err != nil {
		c.fault("", problemOf(err), Text{})
		return
	}
	c.reachable(g)
	c.circles(g)
	c.idleQuotas(g)
	c.unitSlips()
}

// nodeAt enters the path of a node for a fault about it.
func (c *checker) nodeAt(id string) {
	for i, x := range c.n.Nodes {
		if x.Info().ID == id {
			c.enter(c.at("nodes", i), id)
			return
		}
	}
	c.enter("", id)
}

func open(a *Arc) bool {
	if a.Max == nil {
		return true
	}
	for _, v := range a.Max {
		if v > 0 {
			return true
		}
	}
	return false
}

func (c *checker) reachable(g *Graph) {
	wet := make([]bool, len(g.Vertices))
	var queue []int
	reach := func(v int) {
		if v != NoVertex && !wet[v] {
			wet[v] = true
			queue = append(queue, v)
		}
	}
	for _, s := range g.Supplies {
		reach(s.To)
	}
	for v := range g.Vertices {
		if s := g.Vertices[v].Store; s != nil && s.Initial > 0 {
			reach(v)
		}
	}
	from := make([][]int, len(g.Vertices))
	for i := range g.Arcs {
		a := &g.Arcs[i]
		if !open(a) {
			continue
		}
		if a.From == Outside {
			for _, h := range a.Heads {
				reach(h.To)
			}
			continue
		}
		from[a.From] = append(from[a.From], i)
	}
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		for _, i := range from[v] {
			for _, h := range g.Arcs[i].Heads {
				reach(h.To)
			}
		}
		if s := g.Vertices[v].Store; s != nil && s.SeepTo != NoVertex {
			reach(s.SeepTo)
		}
	}
	for _, w := range g.Wants {
		v := g.Arcs[w.Arc].From
		total := 0.0
		for _, b := range w.Bands {
			for _, x := range b.Volume {
				total += x
			}
		}
		if !wet[v] && total > 0 {
			c.nodeAt(w.Node)
			c.warn("", Text{"没有任何水源能到达，需水将全部缺失", "no water can reach it; the whole demand will be short"}, Text{"检查水源、连接方向，以及有关工程是否停用", "check its sources, the direction of connections, and whether projects are off"})
		}
	}
}

// circles finds cycles of river flow without storage or lag: water could run
// round for ever within one step.
func (c *checker) circles(g *Graph) {
	d := simple.NewDirectedGraph()
	for v := range g.Vertices {
		d.AddNode(simple.Node(v))
	}
	for i := range g.Arcs {
		a := &g.Arcs[i]
		if !open(a) || a.Role != RoleFlow && a.Role != RoleTransfer && a.Role != RoleSpill || a.From == Outside || g.Vertices[a.From].Store != nil {
			continue
		}
		for _, h := range a.Heads {
			if h.LagDays == 0 && h.To != a.From && g.Vertices[h.To].Store == nil {
				d.SetEdge(simple.Edge{F: simple.Node(a.From), T: simple.Node(h.To)})
			}
		}
	}
	var circles [][]string // sorted, since gonum's order differs from run to run
	for _, component := range topo.TarjanSCC(d) {
		if len(component) < 2 {
			continue
		}
		ids := make([]string, len(component))
		for i, v := range component {
			ids[i] = g.Vertices[v.ID()].ID
		}
		slices.Sort(ids)
		circles = append(circles, ids)
	}
	slices.SortFunc(circles, slices.Compare[[]string])
	for _, ids := range circles {
		c.nodeAt(ids[0])
		names := strings.Join(ids, ", ")
		c.warn("", say("以下节点构成没有调蓄的环路：%s", "these nodes form a circle without storage: %s", names), Text{"检查流向；若是双向调水，请在其间设水库", "check the directions; put a reservoir between two-way transfers"})
	}
}

// idleQuotas finds limits above anything the arcs can carry.
func (c *checker) idleQuotas(g *Graph) {
	seen := map[string]bool{}
	for i := range g.Limits {
		l := &g.Limits[i]
		if !l.Price || math.IsInf(l.Max, 1) || seen[l.ID] || l.Max == 0 {
			continue
		}
		most := 0.0
		for _, t := range l.Terms {
			if t.Coef <= 0 {
				continue
			}
			a := &g.Arcs[t.Arc]
			for s := l.From; s < l.To; s++ {
				if a.Max == nil {
					most = math.Inf(1)
				} else {
					most += t.Coef * a.Max[s]
				}
			}
		}
		seen[l.ID] = true
		c.enter(l.Path, l.ID)
		if most == 0 && len(l.Terms) == 0 {
			c.warn("", Text{"没有计入任何流量，规则不起作用", "counts no flow and has no effect"}, Text{"检查所列节点、行政区与行业", "check the nodes, regions and sectors listed"})
		} else if most > 0 && most < l.Max*(1-1e-9) {
			c.warn("", say("指标 %.0f 万m³ 超过工程能力 %.0f 万m³，永不起约束", "the limit of %.0f 万m³ is above the capacity of %.0f 万m³ and never binds", l.Max, most), Text{"核对指标与能力的数值和单位", "check the figures and units of limit and capacity"})
		}
	}
}

// Bounds of what is plausible; beyond them a wrong unit is likely. Daily use of
// a person from GB 50282-type planning ranges, widened (assumption, grade D).
const (
	leastDomestic = 20   // L per head and day
	mostDomestic  = 1000 // L per head and day
	mostCv        = 1.5
	mostRunoff    = 5e6 // 万m³/a: half of the Yellow River's flow
	mostStorage   = 4e6 // 万m³: the Three Gorges reservoir
	mostTransfer  = 1000
)

func (c *checker) unitSlips() {
	unit := Text{"核对单位：水量为万m³，流量为m³/s", "check the unit: volumes are 万m³, flows m³/s"}
	year := c.n.PlanningYear
	domestic := map[string]float64{}
	for i, x := range c.n.Nodes {
		c.enter(c.at("nodes", i), x.Info().ID)
		switch x := x.(type) {
		case *Inflow:
			if v := x.Annual.Mean(year); v > mostRunoff {
				c.warn("annual", say("年径流量 %g 万m³ 大得不合常理", "a runoff of %g 万m³ a year is implausibly large", v), unit)
			}
			if x.Cv > mostCv {
				c.warn("cv", say("变差系数 %g 大得不合常理", "a Cv of %g is implausibly large", x.Cv), Text{"Cv 是小数，不是百分数", "Cv is a fraction, not a percentage"})
			}
		case *Reservoir:
			if x.Normal > mostStorage {
				c.warn("normal", say("库容 %g 万m³ 大得不合常理", "a storage of %g 万m³ is implausibly large", x.Normal), unit)
			}
		case *Transfer:
			if x.CapacityM3s.IsSet() && x.CapacityM3s.max() > mostTransfer {
				c.warn("capacity_m3s", say("流量 %g m³/s 大得不合常理", "a capacity of %g m³/s is implausibly large", x.CapacityM3s.max()), unit)
			}
		case *Demand:
			if x.Sector == UrbanDomestic || x.Sector == RuralDomestic {
				f := x.Factor
				if f == 0 {
					f = 1
				}
				domestic[x.Region] += x.Annual.Mean(year) * f
			}
		}
	}
	for i, r := range c.n.Regions {
		volume, ok := domestic[r.ID]
		if !ok || r.Population <= 0 || volume <= 0 {
			continue
		}
		litres := volume * 1e7 / r.Population / 365
		if litres < leastDomestic || litres > mostDomestic {
			c.enter(c.at("regions", i), r.ID)
			c.warn("population", say("人均生活用水 %.0f L/d 不合常理", "domestic use of %.0f litres per head and day is implausible", litres), Text{"核对人口（人）与生活需水（万m³/a）", "check population (persons) and domestic demand (万m³/a)"})
		}
	}
}
