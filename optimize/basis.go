package optimize

import "slices"

// BasisStatus says where a column or row of a basis stands.
type BasisStatus int8

// The statuses: at the lower bound, basic, at the upper bound, at zero without
// bounds, and at whichever bound the solver finds.
const (
	AtLower BasisStatus = iota
	Basic
	AtUpper
	AtZero
	Nonbasic
)

// Basis is where a simplex solve ended and where another one can start. The
// zero Basis is none: a solve from it starts anew.
type Basis struct {
	Col []BasisStatus // len = columns
	Row []BasisStatus // len = rows
}

// None says that b is no basis.
func (b *Basis) None() bool { return len(b.Col) == 0 && len(b.Row) == 0 }

// Clone copies b.
func (b *Basis) Clone() Basis { return Basis{slices.Clone(b.Col), slices.Clone(b.Row)} }
