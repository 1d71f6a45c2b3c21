package optimize

import "fenhu/network"

// objective fills the costs of a level that serves nobody and returns the unit
// of its value. All are minimised.
type objective struct {
	id   string
	unit string
	cost func(m *model, l *level, c []float64)
}

// objectives is the ordered table of objectives: a new one is one line here and
// a word in the enum of network.Level.
var objectives = []objective{
	{network.ObjectiveCost, "万元", whatever(arcCosts)},
	{network.ObjectiveEndStorage, "万m³", whatever(endShortfall)},
	{network.ObjectiveSpill, "万m³", whatever(spills)},
	{network.ObjectiveReserve, "万m³", reserveDraw},
	{network.ObjectiveQuality, "万m³", whatever(excessLoads)},
}

// whatever makes an objective of costs that are the same at every level.
func whatever(cost func(*model, []float64)) func(*model, *level, []float64) {
	return func(m *model, _ *level, c []float64) { cost(m, c) }
}

// reserveDraw is what is drawn from the reserves that the level keeps: Σ k[v,i,t]
// [万m³].
func reserveDraw(m *model, l *level, c []float64) {
	slot := network.ReserveSlot(l.ID)
	for v := range m.g.Vertices {
		if m.keepCol[v] < 0 {
			continue
		}
		for t := range m.t {
			c[m.keepCol[v]+slot*m.t+t] = 1
		}
	}
}

func objectiveByID(id string) *objective {
	for i := range objectives {
		if objectives[i].id == id {
			return &objectives[i]
		}
	}
	return nil
}

// arcCosts is the cost of supply: Σ cost[a,t]·x[a,t]   [万元].
func arcCosts(m *model, c []float64) {
	if m.costs != nil {
		copy(c, m.costs)
		return
	}
	for a := range m.g.Arcs {
		cost := m.g.Arcs[a].Cost
		if cost == nil {
			continue
		}
		for b := range m.blocks[a] {
			for t := range m.t {
				c[m.arcCol[a]+b*m.t+t] += cost[t]
			}
		}
	}
}

// endShortfall is what end-storage targets miss: Σ e[v]   [万m³].
func endShortfall(m *model, c []float64) {
	for v := range m.g.Vertices {
		if m.endCol[v] >= 0 {
			c[m.endCol[v]] = 1
		}
	}
}

// spills is the water that leaves unused: Σ spill + outflow   [万m³].
func spills(m *model, c []float64) {
	for a := range m.g.Arcs {
		if r := m.g.Arcs[a].Role; r == network.RoleSpill || r == network.RoleOutflow {
			for t := range m.t {
				c[m.arcCol[a]+t] = 1
			}
		}
	}
}

// deadDraw is what natural losses draw below dead storage: Σ u[v,t]   [万m³].
func deadDraw(m *model, c []float64) {
	for v := range m.g.Vertices {
		if m.softCol[v] >= 0 {
			for t := range m.t {
				c[m.softCol[v]+t] = 1
			}
		}
	}
}

// eachLevelColumn calls f for every column that serves level l.
func (m *model) eachLevelColumn(l *level, f func(col int, k tier)) {
	for _, s := range l.serves {
		for k, tier := range tiers {
			for t := range m.t {
				f(m.blockOf(s.want, s.band, k)+t, tier)
			}
		}
	}
}
