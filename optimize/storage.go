package optimize

// storageColumns makes the storage columns S[v,t] with
//
//	Min[v,t] ≤ S[v,t] ≤ Max[v,t],   S[v,T] ≥ EndMin[v]                [万m³]
//
// Where natural losses could draw a store below dead storage, the lower bound
// becomes 0 and the row S + u ≥ Min prices what is missing on the very first
// level, so that users never take dead water but a drought is not infeasible.
func storageColumns(m *model) {
	n := len(m.g.Vertices)
	m.storCol, m.softCol, m.endCol, m.keepCol = make([]int, n), make([]int, n), make([]int, n), make([]int, n)
	for v := range m.g.Vertices {
		m.storCol[v], m.softCol[v], m.endCol[v], m.keepCol[v] = -1, -1, -1, -1
		s := m.g.Vertices[v].Store
		if s == nil {
			continue
		}
		first := m.cols(m.t, inf)
		m.storCol[v] = first
		for t := range m.t {
			m.p.ColMax[first+t] = s.Max[t]
			if !s.SoftMin {
				m.p.ColMin[first+t] = s.Min[t]
			}
		}
		if s.EndMin >= 0 {
			last := first + m.t - 1
			m.p.ColMin[last] = max(m.p.ColMin[last], min(s.EndMin, s.Max[m.t-1]))
		}
		if s.SoftMin {
			m.softCol[v] = m.cols(m.t, inf)
		}
		if s.EndTarget >= 0 {
			m.endCol[v] = m.cols(1, inf)
		}
		if len(s.Reserves) > 0 {
			m.keepCol[v] = m.cols(len(s.Reserves)*m.t, inf)
		}
	}
}

// storageRows adds S[v,t] + u[v,t] ≥ Min[v,t], S[v,T] + e[v] ≥ EndTarget[v] and,
// for every reserve i that a drought plan may hold, S[v,t] + k[v,i,t] ≥ Least[v,i,t].
func storageRows(m *model) {
	m.rowBase.soft = len(m.p.RowMin)
	for v := range m.g.Vertices {
		if m.softCol[v] < 0 {
			continue
		}
		s := m.g.Vertices[v].Store
		first := m.rows(m.t, 0, inf)
		for t := range m.t {
			m.p.RowMin[first+t] = s.Min[t]
			m.s.add(first+t, m.storCol[v]+t, 1)
			m.s.add(first+t, m.softCol[v]+t, 1)
		}
	}
	m.rowBase.end = len(m.p.RowMin)
	for v := range m.g.Vertices {
		if m.endCol[v] < 0 {
			continue
		}
		row := m.rows(1, m.g.Vertices[v].Store.EndTarget, inf)
		m.s.add(row, m.storCol[v]+m.t-1, 1)
		m.s.add(row, m.endCol[v], 1)
	}
	m.rowBase.keep = len(m.p.RowMin)
	for v := range m.g.Vertices {
		if m.keepCol[v] < 0 {
			continue
		}
		for i, r := range m.g.Vertices[v].Store.Reserves {
			first := m.rows(m.t, 0, inf)
			for t := range m.t {
				m.p.RowMin[first+t] = r.Least[t]
				m.s.add(first+t, m.storCol[v]+t, 1)
				m.s.add(first+t, m.keepCol[v]+i*m.t+t, 1)
			}
		}
	}
}
