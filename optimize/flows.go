package optimize

import "fenhu/network"

// flowColumns makes the flow columns:
//
//	Min[a,t] ≤ x[a,t] ≤ Max[a,t]                                      [万m³]
//
// An arc that serves a capped want has one block of columns per band and tier,
//
//	x[a,t] = Σ_b Σ_k x[a,b,k,t],   0 ≤ x[a,b,k,t] ≤ width[k]·D[b,t]
//
// so that shortage costs more the deeper it is, without any further row.
func flowColumns(m *model) {
	m.arcCol, m.blocks = make([]int, len(m.g.Arcs)), make([]int, len(m.g.Arcs))
	m.metCol = make([]int, len(m.g.Wants))
	wantOf := make([]int, len(m.g.Arcs))
	for i := range wantOf {
		wantOf[i] = -1
	}
	for w := range m.g.Wants {
		if m.g.Wants[w].Capped {
			wantOf[m.g.Wants[w].Arc] = w
		}
	}
	for a := range m.g.Arcs {
		arc := &m.g.Arcs[a]
		if w := wantOf[a]; w >= 0 {
			m.arcCol[a], m.blocks[a] = m.bandColumns(m.g.Wants[w].Bands, arc), len(m.g.Wants[w].Bands)*len(tiers)
			m.metCol[w] = m.arcCol[a]
			continue
		}
		first := m.cols(m.t, inf)
		for t := range m.t {
			if arc.Min != nil {
				m.p.ColMin[first+t] = arc.Min[t]
			}
			if arc.Max != nil {
				m.p.ColMax[first+t] = arc.Max[t]
			}
		}
		m.arcCol[a], m.blocks[a] = first, 1
	}
}

// bandColumns adds one column per band, tier and step.
func (m *model) bandColumns(bands []network.Band, arc *network.Arc) int {
	first := len(m.p.ColMin)
	for _, b := range bands {
		for _, k := range tiers {
			at := m.cols(m.t, 0)
			for t := range m.t {
				up := k.width * b.Volume[t]
				if arc != nil && arc.Max != nil && arc.Max[t] <= 0 {
					up = 0
				}
				m.p.ColMax[at+t] = up
			}
		}
	}
	return first
}
