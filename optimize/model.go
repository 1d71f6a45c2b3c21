package optimize

import (
	"math"

	"fenhu/network"
)

// tier is one step of the rising price of shortage: the share of a demand that
// it covers and its weight when water is spread over the periods. The first
// tier is the last to be given up. Published guidance gives no prices; the
// widths and weights only make equal shortage in all periods the cheapest
// (our design, grade D).
type tier struct{ width, weight float64 }

var tiers = []tier{{0.5, 16}, {0.2, 8}, {0.15, 4}, {0.1, 2}, {0.05, 1}}

// yearTiers do the same for the common satisfaction of a year when a horizon
// has several years.
var yearTiers = []tier{{0.5, 8}, {0.3, 4}, {0.15, 2}, {0.05, 1}}

var oneTier = []tier{{1, 1}}

// model is a graph, its linear programme, and where each thing stands in it.
type model struct {
	g *network.Graph
	t int // number of steps
	p *Problem
	s sparse

	arcCol  []int // first column of an arc; block b of step t is arcCol + b·T + t
	blocks  []int // number of column blocks of an arc
	storCol []int // first storage column of a vertex, −1 = none
	softCol []int // first column of draw below dead storage, −1 = none
	endCol  []int // column of the end-target shortfall, −1 = none
	keepCol []int // first column of draw on the reserves of a store, −1 = none; reserve i of step t is keepCol + i·T + t
	metCol  []int // first column of a want: its arc's columns or the met columns
	groups  []group
	levels  []level
	rowBase rowBases
	slack   []slack  // only in the elastic model
	targets *targets // of water quality, nil where no level pursues them
	names   func(id string) (network.Text, bool)

	// stepwise: one step whose layout must not depend on its volumes, because the
	// programme of one step becomes that of the next by bounds and coefficients alone.
	stepwise bool
	costs    []float64 // of supply, by column, in place of those of the graph [万元 per 万m³]
}

// rowBases are the first rows of the families.
type rowBases struct{ balance, soft, end, keep, met, limit, equity int }

// level is one priority level of the model.
type level struct {
	network.Level
	serves []served
	groups []int // indices into model.groups
	lambda []int // columns of λ: year y, tier k at lambda[y]+k
}

// served is one band of a want that a level serves.
type served struct{ want, band int }

// group is a unit of fair sharing: what one region (or section) gets of one
// level in one accounting year.
type group struct {
	name   string
	level  int
	year   int
	demand float64 // [万m³]
	row    int
	held   int // row that holds the group once it is frozen, −1 = the λ of row is dropped instead
}

// blockOf is the first column of tier k of band b of want w.
func (m *model) blockOf(w, b, k int) int { return m.metCol[w] + (b*len(tiers)+k)*m.t }

// newModel lays out the columns and rows of g and builds the programme.
func newModel(g *network.Graph) *model { return build(g, nil, false) }

// newElastic is newModel with slacks on every hard limit (see relax.go); names
// gives the names of nodes for its messages.
func newElastic(g *network.Graph, names func(id string) (network.Text, bool)) *model {
	return build(g, names, false)
}

func build(g *network.Graph, names func(id string) (network.Text, bool), stepwise bool) *model {
	m := &model{g: g, t: g.Horizon.Len(), p: new(Problem), names: names, stepwise: stepwise}
	nnz := 0
	for i := range g.Arcs {
		nnz += (2 + len(g.Arcs[i].Heads)) * m.t
	}
	m.s.rows, m.s.cols, m.s.vals = make([]int32, 0, nnz), make([]int32, 0, nnz), make([]float64, 0, nnz)
	m.levels = levelsOf(g)
	for _, f := range formulation {
		f.columns(m)
	}
	for _, f := range formulation {
		if f.rows != nil {
			f.rows(m)
		}
	}
	if names != nil {
		m.elastic()
	}
	m.p.Cost = make([]float64, len(m.p.ColMin))
	m.p.Start, m.p.Index, m.p.Value = m.s.columns(len(m.p.RowMin), len(m.p.ColMin))
	m.s = sparse{}
	return m
}

// cols adds n columns from 0 to up and returns the first.
func (m *model) cols(n int, up float64) int {
	first := len(m.p.ColMin)
	for range n {
		m.p.ColMin, m.p.ColMax = append(m.p.ColMin, 0), append(m.p.ColMax, up)
	}
	return first
}

// rows adds n rows with equal bounds and returns the first.
func (m *model) rows(n int, lo, up float64) int {
	first := len(m.p.RowMin)
	for range n {
		m.p.RowMin, m.p.RowMax = append(m.p.RowMin, lo), append(m.p.RowMax, up)
	}
	return first
}

// balanceRow is the balance row of vertex v in step t.
func (m *model) balanceRow(v, t int) int { return m.rowBase.balance + v*m.t + t }

// flow sums the columns of arc a in step t.
func (m *model) flow(x []float64, a, t int) float64 {
	sum := 0.0
	for b := range m.blocks[a] {
		sum += x[m.arcCol[a]+b*m.t+t]
	}
	return sum
}

// levelsOf is the graph's priority order with what each level serves, and a
// level before the first objective for classes that no level serves.
func levelsOf(g *network.Graph) []level {
	var out []level
	firstObjective := -1
	at := map[string]int{}
	for i, l := range g.Levels {
		if l.Objective != "" && firstObjective < 0 {
			firstObjective = i
		}
		out = append(out, level{Level: l})
		for _, s := range l.Serves {
			at[s] = i
		}
	}
	rest := level{Level: network.Level{ID: "unranked", NameZH: "未列入优先序", NameEN: "unranked"}}
	for w := range g.Wants {
		for b, band := range g.Wants[w].Bands {
			i, ok := at[g.Wants[w].Node]
			if !ok {
				i, ok = at[band.Class]
			}
			if ok {
				out[i].serves = append(out[i].serves, served{w, b})
			} else {
				rest.serves = append(rest.serves, served{w, b})
			}
		}
	}
	if len(rest.serves) > 0 {
		if firstObjective < 0 {
			firstObjective = len(out)
		}
		out = append(out[:firstObjective:firstObjective], append([]level{rest}, out[firstObjective:]...)...)
	}
	return out
}

var inf = math.Inf(1)
