package optimize

import "fenhu/network"

// balanceRows states the mass balance of every vertex and step:
//
//	Σ_out x[a,t] − Σ_in Σ_τ share[a]·w[τ→t]·x[a,τ] + S[v,t]·(1+r/2) − S[v,t−1]·(1−r/2)
//	   − Σ_seep q·(S[v',t−1]+S[v',t])/2  =  supply[v,t] − evapFixed[v,t]        [万m³]
//
// w[τ→t] is the part of a release of step τ that arrives in step t after the
// travel time, r the share of the mean storage that evaporates or seeps away,
// q the seepage that is led to v from v'. The dual of a row is the change of
// the objective per unit of extra water at v.
func balanceRows(m *model) {
	m.rowBase.balance = m.rows(len(m.g.Vertices)*m.t, 0, 0)
	add := func(v, t int, x float64) {
		m.p.RowMin[m.balanceRow(v, t)] += x
		m.p.RowMax[m.balanceRow(v, t)] += x
	}
	for i := range m.g.Supplies {
		s := &m.g.Supplies[i]
		for t, q := range s.Volume {
			add(s.To, t, q)
		}
	}
	lags := lagTable(m.g)
	for a := range m.g.Arcs {
		arc := &m.g.Arcs[a]
		for b := range m.blocks[a] {
			col := m.arcCol[a] + b*m.t
			for t := range m.t {
				if arc.From != network.Outside {
					m.s.add(m.balanceRow(arc.From, t), col+t, 1)
				}
				for _, h := range arc.Heads {
					if h.LagDays == 0 {
						m.s.add(m.balanceRow(h.To, t), col+t, -h.Share)
						continue
					}
					for _, w := range lags[h.LagDays][t] {
						if w.Step < m.t {
							m.s.add(m.balanceRow(h.To, w.Step), col+t, -h.Share*w.Share)
						}
					}
				}
			}
		}
	}
	for v := range m.g.Vertices {
		s := m.g.Vertices[v].Store
		if s == nil {
			continue
		}
		for t := range m.t {
			r, seep := 0.0, 0.0
			if s.EvapRate != nil {
				r, seep = s.EvapRate[t]+s.SeepRate[t], s.SeepRate[t]
				add(v, t, -s.EvapFixed[t])
			}
			m.s.add(m.balanceRow(v, t), m.storCol[v]+t, 1+r/2)
			if t > 0 {
				m.s.add(m.balanceRow(v, t), m.storCol[v]+t-1, -(1 - r/2))
			} else {
				add(v, t, s.Initial*(1-r/2))
			}
			if seep > 0 && s.SeepTo != network.NoVertex {
				row := m.balanceRow(s.SeepTo, t)
				m.s.add(row, m.storCol[v]+t, -seep/2)
				if t > 0 {
					m.s.add(row, m.storCol[v]+t-1, -seep/2)
				} else {
					add(s.SeepTo, t, s.Initial*seep/2)
				}
			}
		}
	}
}

// lagTable computes the arrivals of every lag of the graph once.
func lagTable(g *network.Graph) map[float64][][]network.Arrival {
	out := map[float64][][]network.Arrival{}
	for i := range g.Arcs {
		for _, h := range g.Arcs[i].Heads {
			if h.LagDays == 0 || out[h.LagDays] != nil {
				continue
			}
			list := make([][]network.Arrival, g.Horizon.Len())
			for t := range list {
				list[t] = g.Horizon.Arrivals(t, h.LagDays)
			}
			out[h.LagDays] = list
		}
	}
	return out
}
