// Package simplex solves small linear programmes in Go alone, with the dense
// simplex of gonum's lp package. It is the second opinion on HiGHS in tests and
// the fall-back of builds without cgo. Each solve starts anew, and its time
// grows with the cube of the number of rows and two-sided bounds, so what has
// more than MaxSize rows and columns is refused.
//
// gonum takes programmes in standard form only, of full row rank, and returns
// neither a basis nor duals; at degenerate vertices it may stall. Therefore a
// programme is first brought to that form, and its lower bounds are relaxed by
// tiny uneven amounts, which leaves no degenerate vertex: the columns away from
// their relaxed bounds are then the optimal basis. From the basis the values and
// the duals of the unrelaxed programme follow by solving two linear systems, so
// nothing of the relaxation remains in them, and they are given out only after
// they have passed the test of optimality; otherwise the status is unknown.
// Infeasibility has no such proof: where some value must be 1e9 times the
// right-hand sides, a feasible programme may be called infeasible.
package simplex
