// Package optimize says what to do with the water of a network: it turns the
// graph of package network into a linear programme, solves it priority level by
// priority level, and reads the result back as an [Allocation].
//
// The programme (the same symbols as docs/formulation.md), for arcs a, vertices
// v with storage, wants w and steps t:
//
//	x[a,t] ≥ 0      flow leaving the tail of arc a             [万m³]
//	S[v,t]          storage at the end of step t               [万m³]
//	u[v,t] ≥ 0      draw below dead storage by natural losses  [万m³]
//	m[w,t] ≥ 0      part of a base flow that is met            [万m³]
//	λ[k,y] ∈ [0,1]  common satisfaction of level k in year y   [-]
//	e[v] ≥ 0        shortfall of an end-storage target         [万m³]
//
// The families in formulation.go state the rows; the objectives in objective.go
// state the levels; lexicographic.go solves them in order and never gives up
// what a level reached.
//
// The package is pure: no clock, files, logging or globals. The solver is handed
// in as a [Solver].
package optimize
