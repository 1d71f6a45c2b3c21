package optimize

// limitRows states the regulations and joint capacities:
//
//	Min[l] ≤ Σ_{t∈[From,To)} Σ_terms coef·x[arc,t] ≤ Max[l]          [万m³]
func limitRows(m *model) {
	m.rowBase.limit = len(m.p.RowMin)
	for i := range m.g.Limits {
		l := &m.g.Limits[i]
		row := m.rows(1, l.Min, l.Max)
		for _, term := range l.Terms {
			for b := range m.blocks[term.Arc] {
				col := m.arcCol[term.Arc] + b*m.t
				for t := l.From; t < l.To; t++ {
					m.s.add(row, col+t, term.Coef)
				}
			}
		}
	}
}
