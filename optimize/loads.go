package optimize

import (
	"math"

	"fenhu/network"
	wq "fenhu/network/quality"
)

// LoadLedger is where the load of a pollutant comes from and what becomes of it
// in a run [t]. Load in = load out, the difference is Residual.
type LoadLedger struct {
	Indicator wq.Indicator `json:"indicator"`
	// In.
	Runoff      float64 `json:"runoff"`      // natural inflow and non-point loads
	Outside     float64 `json:"outside"`     // transfers from outside
	Groundwater float64 `json:"groundwater"` // pumped
	Returns     float64 `json:"returns"`     // by users
	Initial     float64 `json:"initial"`     // in stored water at the start
	// Out.
	Withdrawn  float64 `json:"withdrawn"`  // with what reaches users
	Removed    float64 `json:"removed"`    // by treatment works
	Decayed    float64 `json:"decayed"`    // in rivers, canals and reservoirs
	Infiltrate float64 `json:"infiltrate"` // into aquifers
	Lost       float64 `json:"lost"`       // with water lost on the way
	Outflow    float64 `json:"outflow"`    // leaving the area
	Travelling float64 `json:"travelling"` // still on its way at the end
	Final      float64 `json:"final"`      // in stored water at the end
	Residual   float64 `json:"residual"`
}

// in is all load that came in [t].
func (l *LoadLedger) in() float64 {
	return l.Runoff + l.Outside + l.Groundwater + l.Returns + l.Initial
}

// out is all load that went [t].
func (l *LoadLedger) out() float64 {
	return l.Withdrawn + l.Removed + l.Decayed + l.Infiltrate + l.Lost + l.Outflow + l.Travelling + l.Final
}

// loads is the ledger of every pollutant. Each term is counted where it happens,
// none as the difference of others.
func (x *concentrations) loads() []LoadLedger {
	out := make([]LoadLedger, len(x.q.Indicators))
	for i, id := range x.q.Indicators {
		l := &out[i]
		l.Indicator = id
		for t := range x.g.Horizon.Steps {
			for a := range x.g.Arcs {
				x.arcLoads(l, a, i, t)
			}
			for v := range x.g.Vertices {
				x.vertexLoads(l, v, i, t)
			}
		}
		for _, term := range []*float64{
			&l.Runoff, &l.Outside, &l.Groundwater, &l.Returns, &l.Initial, &l.Withdrawn, &l.Removed, &l.Decayed, &l.Infiltrate, &l.Lost,
			&l.Outflow, &l.Travelling, &l.Final,
		} {
			*term = wq.Tonnes(*term, 1)
		}
		l.Residual = l.in() - l.out()
	}
	return out
}

// arcLoads counts what an arc brings into mixed water and takes out of it.
func (x *concentrations) arcLoads(l *LoadLedger, a, i, t int) {
	arc := &x.g.Arcs[a]
	flow := x.s.Flow[a][t]
	if flow == 0 {
		return
	}
	c, source := x.leaves(a, i, t), (*float64)(nil)
	switch from := arc.From; {
	case from == network.Outside:
		source = &l.Outside
	case x.q.Vertices[from].Fixed == nil:
		l.Removed += flow * (x.c[from][i][t] - c)
	case x.q.Vertices[from].Ground:
		source = &l.Groundwater
	default:
		source = &l.Returns
	}
	rest := flow
	for h := range arc.Heads {
		in := arrival{a, h}
		part := flow * arc.Heads[h].Share
		rest -= part
		if source != nil {
			*source += part * c
		}
		l.Decayed += part * c * (1 - x.remains(in, i, t))
		x.arrives(l, arc.Heads[h], x.starting(in, i, t), t)
	}
	switch {
	case source == &l.Returns: // what a user consumes has no load: his return has its own
	case len(arc.Heads) == 0:
		l.Outflow += rest * c
	default:
		l.Lost += rest * c
		if source != nil {
			*source += rest * c
		}
	}
}

// arrives counts a load that leaves mixed water at a head, now or later.
func (x *concentrations) arrives(l *LoadLedger, h network.Head, load float64, t int) {
	later := 0.0
	if h.LagDays > 0 {
		for _, w := range x.s.lags[h.LagDays][t] {
			if w.Step >= x.g.Horizon.Len() {
				later += w.Share
			}
		}
		l.Travelling += load * later
	}
	v := &x.q.Vertices[h.To]
	switch {
	case v.Fixed == nil:
	case v.Ground:
		l.Infiltrate += load * (1 - later)
	default:
		l.Withdrawn += load * (1 - later)
	}
}

// vertexLoads counts supplies, stored water and its seepage.
func (x *concentrations) vertexLoads(l *LoadLedger, v, i, t int) {
	if x.q.Vertices[v].Fixed != nil {
		return
	}
	for _, s := range x.supplies[v] {
		l.Runoff += x.g.Supplies[s].Volume[t] * x.q.Supplies[s][i][t]
	}
	st := x.g.Vertices[v].Store
	if st == nil {
		return
	}
	if t == 0 {
		l.Initial += x.storedLoad(v, i, -1)
	}
	if t == x.g.Horizon.Len()-1 {
		l.Final += x.storedLoad(v, i, t)
	}
	l.Decayed += x.decayVolume(v, i, t) * x.c[v][i][t]
	seeps := x.s.seepage(x.g, v, t) * x.c[v][i][t]
	switch to := st.SeepTo; {
	case to == network.NoVertex:
		l.Lost += seeps
	case x.q.Vertices[to].Fixed != nil:
		l.Infiltrate += seeps
	}
}

// residual is the largest error of the load balance of any vertex and step,
// relative to 1 t and what comes in.
func (x *concentrations) residual() float64 {
	worst := 0.0
	for _, v := range x.order {
		for i := range x.q.Indicators {
			for t := range x.g.Horizon.Steps {
				in := wq.Tonnes(x.loadIn(v, i, t), 1)
				out := wq.Tonnes((x.leaving[v][t]+x.decayVolume(v, i, t))*x.c[v][i][t], 1)
				worst = math.Max(worst, math.Abs(in-out)/(1+in))
			}
		}
	}
	return worst
}
