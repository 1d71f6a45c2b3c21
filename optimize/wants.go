package optimize

// wantColumns makes the met columns of base flows. The flow of a section may
// exceed its target, so what is met is counted by columns of its own:
//
//	Σ_b Σ_k m[w,b,k,t] ≤ x[a,t],   0 ≤ m[w,b,k,t] ≤ width[k]·D[b,t]   [万m³]
func wantColumns(m *model) {
	for w := range m.g.Wants {
		if want := &m.g.Wants[w]; !want.Capped {
			m.metCol[w] = m.bandColumns(want.Bands, nil)
		}
	}
}

func wantRows(m *model) {
	m.rowBase.met = len(m.p.RowMin)
	for w := range m.g.Wants {
		want := &m.g.Wants[w]
		if want.Capped {
			continue
		}
		first := m.rows(m.t, 0, inf)
		for t := range m.t {
			for b := range m.blocks[want.Arc] {
				m.s.add(first+t, m.arcCol[want.Arc]+b*m.t+t, 1)
			}
			for b := range want.Bands {
				for k := range tiers {
					m.s.add(first+t, m.blockOf(w, b, k)+t, -1)
				}
			}
		}
	}
}
