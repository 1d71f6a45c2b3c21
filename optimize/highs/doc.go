// Package highs solves linear programmes with HiGHS, the dual simplex code
// that the allocation runs on. It is the only package that needs cgo and the
// only one that imports the binding github.com/lanl/highs.
//
// The binding makes the model and sets its options; loading, changing and
// solving go directly to the C interface on the same handle, for three reasons.
// The binding's Solve lets the garbage collector free a model that is being
// solved; it loses rows that have no entry; and it can only append, whereas a
// plan is the same programme solved again and again with other bounds, which
// from the last basis costs about a fifth of a new start.
//
// Each session solves on one thread. Run several sessions, one a goroutine, to
// use several cores.
package highs
