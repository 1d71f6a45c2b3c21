package network

import "math"

// Graph is what a network lowers to; the optimiser knows nothing else. Slices
// over time have one entry per step of the horizon.
type Graph struct {
	Horizon  Horizon
	Vertices []Vertex
	Arcs     []Arc
	Supplies []Supply
	Limits   []Limit
	Wants    []Want
	Levels   []Level
	Warnings Faults // oddities met while lowering
	// Response is what the drought plans lower to, nil without one; a run obeys
	// it through Watch.
	Response *Response
	// Quality is what the water quality of the document lowers to, nil without one.
	Quality *QualityPlan
}

// Vertex is a place where water balances in every step.
type Vertex struct {
	ID    string
	Node  string // node it belongs to
	Store *Store // nil = no storage
}

// NoVertex stands for "nowhere" where a vertex index is expected.
const NoVertex = -1

// Outside as the tail of an arc means that its water comes from outside.
const Outside = -1

// Store is the storage of a vertex [万m³].
//
//	S[t]·(1+r/2) = S[t−1]·(1−r/2) + in − out − EvapFixed[t],  r = EvapRate[t]+SeepRate[t]
type Store struct {
	Initial   float64
	Min, Max  []float64
	EndMin    float64 // hard lower bound at the end of the horizon, −1 = none
	EndTarget float64 // wished storage at the end, −1 = none
	EvapFixed []float64
	EvapRate  []float64 // share of the mean storage of the step that evaporates; nil = none
	SeepRate  []float64 // share of the mean storage of the step that seeps away
	SeepTo    int       // vertex that receives the seepage, or NoVertex
	// SoftMin: natural losses may draw the store below Min, users may not.
	SoftMin bool
	Origin  int // origin of the initial storage
	Hidden  bool
	// Reserves are storages below which only the more important levels may draw
	// on the store, one for each reserve level of the graph; nil = none.
	Reserves []Reserve
	Level    func(storage float64) float64 `json:"-"` // water level [m], nil = unknown
	Area     func(storage float64) float64 `json:"-"` // surface [km²], nil = unknown
}

// Supply is a fixed amount of water that enters a vertex.
type Supply struct {
	Node   string
	Role   Role
	To     int
	Origin int
	Volume []float64 // [万m³] per step
}

// Head is one end of an arc: the share of what entered that arrives there,
// LagDays later. What no head receives is lost.
type Head struct {
	To      int
	Share   float64
	LagDays float64
}

// Arc carries a flow x[t] ≥ 0 [万m³ per step], measured where it leaves its tail.
type Arc struct {
	Node     string
	Role     Role
	Peer     string // source, for supply arcs
	From     int    // vertex or Outside
	Heads    []Head
	Min, Max []float64 // nil = 0 and no limit
	Cost     []float64 // [元/m³] per step, nil = 0
	Energy   float64   // [kWh/m³], negative where energy is won
	Origin   int       // origin given to the water, −1 = keeps that of its tail
}

// Term is one arc of a limit.
type Term struct {
	Arc  int
	Coef float64
}

// Limit is one linear row: Min ≤ Σ Coef·x[arc,t] over steps [From,To) ≤ Max [万m³].
type Limit struct {
	ID       string // rule or node it comes from
	Kind     string
	Path     string // in the document
	Name     Text
	Terms    []Term
	From, To int
	Min, Max float64
	Price    bool // its dual is reported as the value of the limit
}

// Band is the part of a want that belongs to one class of demand.
type Band struct {
	Class  string
	Volume []float64 // [万m³] per step
}

// Want is a wish that the flow of an arc reach the sum of its bands.
type Want struct {
	Node   string
	Role   Role
	Arc    int
	Group  string // unit of fair sharing
	Bands  []Band // filled in order: the most important first
	Loss   float64
	Capped bool // the arc carries no more than the bands
}

var negInf = math.Inf(-1)

// ArcIndex finds the arc of a node and role, −1 when there is none.
func (g *Graph) ArcIndex(node string, role Role) int {
	for i := range g.Arcs {
		if g.Arcs[i].Node == node && g.Arcs[i].Role == role {
			return i
		}
	}
	return -1
}
