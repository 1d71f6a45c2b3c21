// Package sharing divides a joint cost among those who gain from a project: by
// use and other keys, by separable costs and remaining benefits, by Shapley's
// value and by the nucleolus, so that the keys can be laid side by side (RULES
// AC-04 to AC-08).
//
// Costs and shares are in one unit, 万元 as a rule, and a positive share is what a
// player pays. A coalition is a set of players as a bit mask: player i is bit i.
package sharing

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// MostPlayers bounds a game whose coalitions are all known: 4096 of them.
const MostPlayers = 12

// Coalition is a set of players: bit i is player i.
type Coalition uint32

// Has says whether player i is in the coalition.
func (s Coalition) Has(i int) bool { return s>>i&1 == 1 }

// Size is the number of players in the coalition.
func (s Coalition) Size() int { return bits.OnesCount32(uint32(s)) }

// Game is the cost of every coalition of players.
type Game struct {
	Players []string
	// Cost[s] is what coalition s pays when it serves itself; Cost[0] is 0.
	// len = 2ⁿ for n players.
	Cost []float64
}

// All is the coalition of all players.
func (g *Game) All() Coalition { return Coalition(len(g.Cost) - 1) } //nolint:gosec // at most 4096

// Total is the cost of all players together.
func (g *Game) Total() float64 { return g.Cost[g.All()] }

// Check returns every fault of the game, joined: players missing or too many,
// costs missing or not finite, a cost of nobody.
func (g *Game) Check() error {
	var errs []error
	n := len(g.Players)
	if n < 1 || n > MostPlayers {
		return fmt.Errorf("%d players, want 1 to %d", n, MostPlayers)
	}
	if len(g.Cost) != 1<<n {
		return fmt.Errorf("%d costs of coalitions, want %d", len(g.Cost), 1<<n)
	}
	if g.Cost[0] != 0 {
		errs = append(errs, fmt.Errorf("the empty coalition costs %g, want 0", g.Cost[0]))
	}
	for s, c := range g.Cost {
		if math.IsNaN(c) || math.IsInf(c, 0) {
			errs = append(errs, fmt.Errorf("coalition %d has the cost %g", s, c))
		}
	}
	return errors.Join(errs...)
}

// share is what the players of a coalition pay together.
func share(x []float64, s Coalition) float64 {
	sum := 0.0
	for i, v := range x {
		if s.Has(i) {
			sum += v
		}
	}
	return sum
}

// Excess is how much more than alone a division makes some coalition pay: the
// coalition that is worst off and the amount. A division is in the core when the
// amount is not above zero. x must have a share for each player; a game of one
// player has no other coalition and the excess 0.
func (g *Game) Excess(x []float64) (worst Coalition, amount float64) {
	if len(g.Players) == 1 {
		return g.All(), 0
	}
	amount = math.Inf(-1)
	for s := Coalition(1); s < g.All(); s++ {
		if e := share(x, s) - g.Cost[s]; e > amount {
			worst, amount = s, e
		}
	}
	return worst, amount
}

// slack is the relative error that a division is allowed before it is said to
// lie outside the core: a few rounding errors of the linear programmes.
const slack = 1e-7

// InCore says whether no coalition pays more than it would alone.
func (g *Game) InCore(x []float64) bool {
	_, e := g.Excess(x)
	return e <= slack*(1+math.Abs(g.Total()))
}
