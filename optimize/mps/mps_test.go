package mps_test

import (
	"math"
	"strings"
	"testing"

	"fenhu/optimize"
	"fenhu/optimize/mps"
)

func TestWritesEverySortOfRowAndBound(t *testing.T) {
	t.Parallel()
	inf := math.Inf(1)
	p := &optimize.Problem{
		Cost:   []float64{1, 0, -2.5, 0, 0, 3},
		ColMin: []float64{0, -1, -inf, -inf, 2, 0}, ColMax: []float64{inf, inf, inf, -4, 2, 7},
		RowMin: []float64{5, -inf, 1, 1, -inf}, RowMax: []float64{5, 6, inf, 4, inf},
		Start: []int32{0, 2, 3, 4, 5, 6, 6}, Index: []int32{0, 1, 2, 3, 4, 0}, Value: []float64{1, 0.1, -1, 1, 1, 1},
	}
	var b strings.Builder
	if err := mps.Write(&b, "every", p); err != nil {
		t.Fatal(err)
	}
	want := `NAME every FREE
ROWS
 N cost
 E r0
 L r1
 G r2
 L r3
 N r4
COLUMNS
 c0 cost 1
 c0 r0 1
 c0 r1 0.1
 c1 r2 -1
 c2 cost -2.5
 c2 r3 1
 c3 r4 1
 c4 r0 1
 c5 cost 3
RHS
 rhs r0 5
 rhs r1 6
 rhs r2 1
 rhs r3 4
RANGES
 range r3 3
BOUNDS
 LO bound c1 -1
 FR bound c2
 MI bound c3
 UP bound c3 -4
 FX bound c4 2
 UP bound c5 7
ENDATA
`
	if b.String() != want {
		t.Errorf("got\n%s", b.String())
	}
}
