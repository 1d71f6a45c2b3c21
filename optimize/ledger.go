package optimize

import (
	"math"

	"fenhu/network"
)

// Ledger is the mass balance of a run: what came in and was there at the start
// equals what went out, was lost, is stored or still on its way at the end.
type Ledger struct {
	Items    []LedgerItem `json:"items"`
	Residual float64      `json:"residual"` // [万m³], in − out
}

// LedgerItem is one line of the ledger; water in is positive, out negative.
type LedgerItem struct {
	ID     string  `json:"id"`
	NameZH string  `json:"name_zh"`
	NameEN string  `json:"name_en"`
	Volume float64 `json:"volume"` // [万m³]
}

// balance computes the inflow and outflow of every vertex and step from the
// flows alone. It returns the throughput in, the throughput out and the largest
// residual relative to 1 + throughput.
func balance(g *network.Graph, s *State) (in, out [][]float64, worst float64) {
	t := g.Horizon.Len()
	in, out = matrix(len(g.Vertices), t), matrix(len(g.Vertices), t)
	for i := range g.Supplies {
		for u, q := range g.Supplies[i].Volume {
			in[g.Supplies[i].To][u] += q
		}
	}
	for a := range g.Arcs {
		arc := &g.Arcs[a]
		for u, x := range s.Flow[a] {
			if arc.From != network.Outside {
				out[arc.From][u] += x
			}
			for _, h := range arc.Heads {
				if h.LagDays == 0 {
					in[h.To][u] += h.Share * x
					continue
				}
				for _, w := range s.lags[h.LagDays][u] {
					if w.Step < t {
						in[h.To][w.Step] += h.Share * w.Share * x
					}
				}
			}
		}
	}
	for v := range g.Vertices {
		if st := g.Vertices[v].Store; st != nil && st.SeepTo != network.NoVertex {
			for u := range t {
				in[st.SeepTo][u] += s.seepage(g, v, u)
			}
		}
	}
	for v := range g.Vertices {
		st := g.Vertices[v].Store
		for u := range t {
			r := in[v][u] - out[v][u]
			size := in[v][u] + out[v][u]
			if st != nil {
				before := st.Initial
				if u > 0 {
					before = s.Storage[v][u-1]
				}
				r += before - s.Storage[v][u] - s.evaporation(g, v, u) - s.seepage(g, v, u)
				size += before
			}
			worst = math.Max(worst, math.Abs(r)/(1+size))
		}
	}
	return in, out, worst
}

// newLedger sums the run up.
func newLedger(g *network.Graph, s *State) Ledger {
	t := g.Horizon.Len()
	var natural, outside, initial, final, evaporation, seepage, lost, consumed, left, transit float64
	for i := range g.Supplies {
		for _, q := range g.Supplies[i].Volume {
			natural += q
		}
	}
	for a := range g.Arcs {
		arc := &g.Arcs[a]
		share := 0.0
		for _, h := range arc.Heads {
			share += h.Share
			if h.LagDays == 0 {
				continue
			}
			for u, x := range s.Flow[a] {
				for _, w := range s.lags[h.LagDays][u] {
					if w.Step >= t {
						transit += h.Share * w.Share * x
					}
				}
			}
		}
		total := sum(s.Flow[a])
		if arc.From == network.Outside {
			outside += total
		}
		switch gone := total * (1 - share); {
		case arc.Role == network.RoleDelivery:
			consumed += gone
		case len(arc.Heads) == 0:
			left += gone
		default:
			lost += gone
		}
	}
	for v := range g.Vertices {
		st := g.Vertices[v].Store
		if st == nil {
			continue
		}
		initial += st.Initial
		final += s.Storage[v][t-1]
		for u := range t {
			evaporation += s.evaporation(g, v, u)
			if st.SeepTo == network.NoVertex {
				seepage += s.seepage(g, v, u)
			}
		}
	}
	l := Ledger{Items: []LedgerItem{
		{"natural", "天然来水与补给", "natural inflow and recharge", natural},
		{"outside", "界外引入", "from outside", outside},
		{"initial", "期初蓄水", "storage at the start", initial},
		{"consumed", "用户耗水", "consumed by users", -consumed},
		{"lost", "输水与管网损失", "conveyance and network losses", -lost},
		{"evaporation", "水库蒸发", "evaporation of reservoirs", -evaporation},
		{"seepage", "水库渗漏", "seepage of reservoirs", -seepage},
		{"left", "出境与弃水", "outflow and spill", -left},
		{"transit", "期末在途", "on its way at the end", -transit},
		{"final", "期末蓄水", "storage at the end", -final},
	}}
	for i := range l.Items {
		l.Items[i].Volume = clean(l.Items[i].Volume)
		l.Residual += l.Items[i].Volume
	}
	return l
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}
