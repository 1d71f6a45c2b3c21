package ensemble

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"fenhu/network"
)

// Model is the stochastic model of Synthetic. Its zero value has no memory and
// no dependence; DefaultModel has what applies where nothing else is known.
type Model struct {
	// Lag1 is the correlation of a node's annual runoff with the year before's, −0.95 to 0.95 [-].
	Lag1 float64 `json:"lag1"`
	// Cross is the correlation of two nodes' annual runoff in a year, −0.95 to 0.99 [-].
	Cross float64 `json:"cross"`
	// Pairs are nodes whose correlation is another.
	Pairs []Pair `json:"pairs,omitempty"`
	// MonthSpread is the standard deviation of the logarithm by which a month
	// departs from the mean distribution over the year, 0 to 1.5; the year's
	// volume stays. Months side by side are correlated by MonthLag1, 0 to 0.95 [-].
	MonthSpread float64 `json:"month_spread"`
	MonthLag1   float64 `json:"month_lag1"`
	// Last is the exceedance frequency [%] of the year before the first, in all nodes; 0 = unknown.
	Last float64 `json:"last,omitempty"`
}

// Pair is the correlation of two nodes' annual runoff [-].
type Pair struct {
	A string  `json:"a"`
	B string  `json:"b"`
	R float64 `json:"r"`
}

// DefaultModel is assumed where a basin has no record to estimate it from
// (grade D): neighbouring catchments of one climate, a little memory.
func DefaultModel() Model {
	return Model{Lag1: 0.2, Cross: 0.7, MonthSpread: 0.3, MonthLag1: 0.5}
}

// Check returns every fault of the model; nodes are those that it is for.
func (m *Model) Check(nodes []string) network.Faults {
	var wrong network.Faults
	between := func(path string, v, lo, hi float64) {
		if !(v >= lo && v <= hi) {
			wrong = append(wrong, fault(path, "", fmt.Sprintf("%g 不在 %g 与 %g 之间", v, lo, hi), fmt.Sprintf("%g is not between %g and %g", v, lo, hi), "", ""))
		}
	}
	between("lag1", m.Lag1, -0.95, 0.95)
	between("cross", m.Cross, -0.95, 0.99)
	between("month_spread", m.MonthSpread, 0, 1.5)
	between("month_lag1", m.MonthLag1, 0, 0.95)
	between("last", m.Last, 0, 99.9)
	for i, p := range m.Pairs {
		between(fmt.Sprintf("pairs[%d].r", i), p.R, -0.95, 0.99)
		for _, x := range []struct{ key, id string }{{"a", p.A}, {"b", p.B}} {
			if !slices.Contains(nodes, x.id) {
				wrong = append(wrong, fault(fmt.Sprintf("pairs[%d].%s", i, x.key), "", fmt.Sprintf("%q 不是按年径流给出的来水节点", x.id), fmt.Sprintf("%q is no inflow with an annual runoff", x.id), "", ""))
			}
		}
		if p.A == p.B {
			wrong = append(wrong, fault(fmt.Sprintf("pairs[%d]", i), "", "两个节点相同", "the two nodes are the same", "", ""))
		}
	}
	return wrong
}

// Synthetic makes traces of a basin's own parameters: the annual runoff of each
// inflow follows its Pearson-III distribution (RULES DR-03), and the years and the
// nodes are correlated as the model says. It is a multisite autoregressive model of
// the first order (Matalas, 1967) of normal deviates, which the marginals turn into
// runoff; the deviates' correlations are those that give the runoffs theirs, by the
// Hermite expansion of the marginals (Cario and Nelson's NORTA, 1997).
//
// Within a year the runoff is spread as the document has it (profile or typical
// year), each month multiplied by a random factor common to all nodes, so that
// the year's volume stays. Inflows given as a flow are the same in every trace.
//
// The error is network.Faults.
func Synthetic(n *network.Network, h network.Horizon, m Model, traces int, seed uint64) (*Set, error) {
	g := &generator{n: n, m: m}
	if wrong := g.collect(); len(wrong) > 0 {
		return nil, wrong
	}
	if wrong := m.Check(g.nodes); len(wrong) > 0 {
		return nil, wrong
	}
	g.correlate()
	first := h.Steps[0].Start
	years := h.Steps[h.Len()-1].Start.Year() - first.Year() + 1
	index := calendarMonths(h)
	skip := int(first.Month()) - 1
	s := &Set{Nodes: g.nodes}
	for k := uint64(0); len(s.Traces) < traces; k++ {
		months := g.trace(years, newDraw(seed, k))
		s.Traces = append(s.Traces, Trace{
			Name: numbered(k), Weight: 1,
			Inflow: spread(h, index, len(g.nodes), func(i, m int) float64 { return months[i][skip+m] }),
		})
	}
	return s, nil
}

// generator makes years of runoff.
type generator struct {
	n         *network.Network
	m         Model
	nodes     []string
	inflows   []*network.Inflow
	marginals []*marginal
	lag       []float64     // lag-1 correlation of the normal deviates
	start     *mat.TriDense // factor of their correlation
	shock     *mat.TriDense // factor of the covariance of what each year adds
}

func (g *generator) collect() (wrong network.Faults) {
	for i, x := range g.n.Nodes {
		in, ok := x.(*network.Inflow)
		if !ok || in.Off {
			continue
		}
		d, ok := in.AnnualRunoff(g.n)
		if !ok {
			if !in.FlowM3s.IsSet() {
				wrong = append(wrong, fault(fmt.Sprintf("nodes[%d].annual", i), in.ID, "没有年径流量参数，不能随机模拟", "has no annual runoff to simulate from", "补充 annual、cv，或改用实测系列", "give annual and cv, or use the record"))
			}
			continue
		}
		g.nodes, g.inflows, g.marginals = append(g.nodes, in.ID), append(g.inflows, in), append(g.marginals, newMarginal(d))
	}
	if len(wrong) == 0 && len(g.nodes) == 0 {
		wrong = append(wrong, fault("nodes", "", "没有按年径流给出的来水节点", "no inflow has an annual runoff", "", ""))
	}
	return wrong
}

// correlate finds the normal deviates' correlations. With lag-1 correlations
// φ_i the shocks have the covariance R_ij·(1 − φ_i·φ_j), which keeps R.
func (g *generator) correlate() {
	n := len(g.nodes)
	at := map[string]int{}
	for i, id := range g.nodes {
		at[id] = i
		g.lag = append(g.lag, normalCorrelation(g.marginals[i], g.marginals[i], g.m.Lag1))
	}
	wanted := mat.NewSymDense(n, nil)
	for i := range n {
		wanted.SetSym(i, i, 1)
		for j := range i {
			wanted.SetSym(i, j, g.m.Cross)
		}
	}
	for _, p := range g.m.Pairs {
		wanted.SetSym(at[p.A], at[p.B], p.R)
	}
	shocks := mat.NewSymDense(n, nil)
	for i := range n {
		for j := range i + 1 {
			r := 1.0
			if i != j {
				r = normalCorrelation(g.marginals[i], g.marginals[j], wanted.At(i, j))
			}
			wanted.SetSym(i, j, r)
			shocks.SetSym(i, j, r*(1-g.lag[i]*g.lag[j]))
		}
	}
	g.start, g.shock = factor(wanted), factor(shocks)
}

// trace is the runoff [万m³] of some calendar years by node and month.
func (g *generator) trace(years int, d *draw) [][]float64 {
	n := len(g.nodes)
	out := make([][]float64, n)
	for i := range out {
		out[i] = make([]float64, 0, 12*years)
	}
	z, e := make([]float64, n), make([]float64, n)
	wet := 0.0 // how the months depart from the mean distribution
	for y := range years {
		factor := g.shock
		if y == 0 && g.m.Last == 0 {
			factor = g.start
		}
		if y == 0 && g.m.Last > 0 {
			for i := range z {
				z[i] = -math.Sqrt2 * math.Erfinv(2*g.m.Last/100-1)
			}
		}
		for i := range e {
			e[i] = d.normal()
		}
		for i := range z {
			z[i] *= g.lag[i]
			for j := range i + 1 {
				z[i] += factor.At(i, j) * e[j]
			}
		}
		var departure [12]float64
		for m := range departure {
			u := d.normal()
			if y > 0 || m > 0 {
				u = g.m.MonthLag1*wet + math.Sqrt(1-g.m.MonthLag1*g.m.MonthLag1)*u
			}
			wet = u
			departure[m] = math.Exp(g.m.MonthSpread * wet)
		}
		for i, in := range g.inflows {
			annual := g.marginals[i].value(z[i])
			months := in.Spread(g.n, annual, 100*exceedance(z[i]))
			out[i] = append(out[i], departed(months, departure, in.Scale())...)
		}
	}
	return out
}

// departed multiplies the months by their departures and keeps their sum, times
// scale.
func departed(months, departure [12]float64, scale float64) []float64 {
	before, after := 0.0, 0.0
	out := make([]float64, 12)
	for m := range out {
		out[m] = months[m] * departure[m]
		before, after = before+months[m], after+out[m]
	}
	if after == 0 {
		return out
	}
	for m := range out {
		out[m] *= scale * before / after
	}
	return out
}
