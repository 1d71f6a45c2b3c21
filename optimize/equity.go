package optimize

import "slices"

// leastDemand is the demand of a group below which its satisfaction is not
// weighed [万m³ a year]: 10 m³, far below anything a plan decides and large
// against the solver's tolerance.
const leastDemand = 1e-3

// equityColumns makes λ[k,y], the satisfaction that all groups of level k share
// in accounting year y, as a sum of tiers. The columns are closed until their
// level is solved.
func equityColumns(m *model) {
	parts := oneTier
	if m.g.Horizon.Years() > 1 {
		parts = yearTiers
	}
	for k := range m.levels {
		l := &m.levels[k]
		if len(l.serves) == 0 {
			continue
		}
		for range m.g.Horizon.Years() {
			l.lambda = append(l.lambda, m.cols(len(parts), 0))
		}
	}
}

// lambdaTiers are the tiers of λ.
func (m *model) lambdaTiers() []tier {
	if m.g.Horizon.Years() > 1 {
		return yearTiers
	}
	return oneTier
}

// equityRows states the fair share of every group g of a level in a year:
//
//	Σ_{w∈g,t∈y} delivered[w,t] − D[g,y]·λ[k,y] ≥ 0                     [万m³]
//
// The rows are free until their level is solved. Raising λ serves the worst-off
// group first; groups that cannot rise with it are frozen and the rest go on
// (lexicographic max–min of satisfaction, RULES AL-11).
//
// In a stepwise model every group has its row whatever it wants in the step, and
// a second one, without λ, that holds a frozen group.
func equityRows(m *model) {
	m.rowBase.equity = len(m.p.RowMin)
	for k := range m.levels {
		l := &m.levels[k]
		type key struct {
			name string
			year int
		}
		at := map[key]int{}
		for _, s := range l.serves {
			want := &m.g.Wants[s.want]
			for t, d := range want.Bands[s.band].Volume {
				if d <= 0 && !m.stepwise {
					continue
				}
				id := key{want.Group, m.g.Horizon.Steps[t].Year}
				g, ok := at[id]
				if !ok {
					g = len(m.groups)
					at[id] = g
					m.groups = append(m.groups, group{name: id.name, level: k, year: id.year, row: m.rows(1, -inf, inf), held: -1})
					if m.stepwise {
						m.groups[g].held = m.rows(1, -inf, inf)
					}
					l.groups = append(l.groups, g)
				}
				m.groups[g].demand += d
				for tier := range tiers {
					m.s.add(m.groups[g].row, m.blockOf(s.want, s.band, tier)+t, 1)
					if m.stepwise {
						m.s.add(m.groups[g].held, m.blockOf(s.want, s.band, tier)+t, 1)
					}
				}
			}
		}
		l.groups = slices.DeleteFunc(l.groups, func(g int) bool { return m.groups[g].demand < leastDemand })
		for _, g := range l.groups {
			for i := range m.lambdaTiers() {
				m.s.add(m.groups[g].row, l.lambda[m.groups[g].year]+i, -m.groups[g].demand)
			}
		}
	}
}
