package ensemble

import (
	"fmt"
	"math"
	"math/rand/v2"
)

// draw is the random numbers of one trace. They depend on the seed and the
// trace's number alone, so that more traces leave the first ones as they are, and
// on nothing that another release of Go may do differently but the generator
// itself, which is specified (PCG-DXSM).
type draw struct{ source *rand.PCG }

func newDraw(seed, trace uint64) *draw {
	// The golden ratio keeps the streams of neighbouring traces apart.
	return &draw{rand.NewPCG(seed, trace*0x9e3779b97f4a7c15+1)}
}

// uniform is inside (0, 1), on the middles of 2⁵³ equal parts.
func (d *draw) uniform() float64 {
	return (float64(d.source.Uint64()>>11) + 0.5) / (1 << 53)
}

// normal is a standard normal deviate.
func (d *draw) normal() float64 { return math.Sqrt2 * math.Erfinv(2*d.uniform()-1) }

// below is one of 0 … n−1.
func (d *draw) below(n int) int { return min(n-1, int(d.uniform()*float64(n))) }

// numbered names trace k of traces that are drawn.
func numbered(k uint64) string { return fmt.Sprintf("S%04d", k+1) }
