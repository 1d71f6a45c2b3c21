// Package links reads and writes open links tables, in which water models of
// many kinds can be exchanged: one arc of a time-expanded generalised network a
// line,
//
//	i,j,k,cost,amplitude,lower_bound,upper_bound
//
// An arc brings X to its head j and takes X/amplitude from its tail i; k tells
// arcs between the same nodes apart. The programme of a table is
//
//	minimise   Σ cost·X
//	subject to Σ_into n X − Σ_out-of n X/amplitude = 0   for every node but SOURCE and SINK
//	           lower_bound ≤ X ≤ upper_bound
//
// A bound of ±1e12 or beyond means that there is none. Costs and lower bounds
// may be negative.
//
// A table may hold millions of arcs, so it is kept by columns, names are kept
// once, and the bounds and costs of its programme are those of the table.
package links
