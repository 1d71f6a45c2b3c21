package sharing_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/optimize/sharing"
	"fenhu/optimize/simplex"
)

// example is the common game of RULES AC-04 to AC-06.
func example() *sharing.Game {
	return &sharing.Game{Players: []string{"A", "B", "C"}, Cost: []float64{0, 60, 50, 80, 40, 80, 70, 100}}
}

func equal(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %v, want %v", what, got, want)
	}
	for i := range got {
		if !(math.Abs(got[i]-want[i]) <= tolerance) {
			t.Errorf("%s: %v, want %v", what, got, want)
			return
		}
	}
}

func TestTheWorkedExample(t *testing.T) {
	t.Parallel()
	g := example()
	if err := g.Check(); err != nil {
		t.Fatal(err)
	}
	equal(t, "Shapley", sharing.Shapley(g), []float64{41.666667, 31.666667, 26.666667}, 5e-7)
	equal(t, "separable costs", sharing.Separable(g, nil, nil), []float64{41.25, 31.25, 27.5}, 1e-12)
	use, err := sharing.Proportional(100, []float64{120, 80, 50})
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "use", use, []float64{48, 32, 20}, 1e-12)
	for name, solver := range solvers() {
		x, err := sharing.Nucleolus(t.Context(), g, solver)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "nucleolus by "+name, x, []float64{40, 30, 30}, 1e-7)
		if _, e := g.Excess(x); math.Abs(e+10) > 1e-7 {
			t.Errorf("its worst excess is %g, want -10", e)
		}
		least, err := sharing.LeastExcess(t.Context(), g, solver)
		if err != nil || math.Abs(least+10) > 1e-7 {
			t.Errorf("least excess %g, %v; want -10", least, err)
		}
	}
}

func solvers() map[string]optimize.Solver {
	return map[string]optimize.Solver{"HiGHS": highs.New(highs.Options{}), "simplex": simplex.New()}
}

// The airport of Littlechild (1974) has a known nucleolus: runways of 1, 2 and 3
// units for players 1, 2 and 3 cost 0.5, 0.75 and 1.75.
func TestNucleolusOfARunway(t *testing.T) {
	t.Parallel()
	g := &sharing.Game{Players: []string{"small", "middle", "large"}, Cost: make([]float64, 8)}
	for s := range g.Cost {
		for i, c := range []float64{1, 2, 3} {
			if s>>i&1 == 1 {
				g.Cost[s] = c
			}
		}
	}
	x, err := sharing.Nucleolus(t.Context(), g, highs.New(highs.Options{}))
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "nucleolus", x, []float64{0.5, 0.75, 1.75}, 1e-7)
	equal(t, "Shapley", sharing.Shapley(g), []float64{1.0 / 3, 5.0 / 6, 11.0 / 6}, 1e-12)
}

// random is a game whose core is not empty: each coalition pays the shares of a
// division known to it and something more.
func random(r *rand.Rand, n int) *sharing.Game {
	g := &sharing.Game{Players: make([]string, n), Cost: make([]float64, 1<<n)}
	fair := make([]float64, n)
	for i := range fair {
		fair[i] = 100 * r.Float64()
	}
	for s := 1; s < len(g.Cost); s++ {
		for i, v := range fair {
			if s>>i&1 == 1 {
				g.Cost[s] += v
			}
		}
		if s < len(g.Cost)-1 {
			g.Cost[s] += 50 * r.Float64()
		}
	}
	return g
}

func TestKeysOfRandomGames(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	solver := highs.New(highs.Options{})
	for range 60 {
		g := random(r, 2+r.IntN(5))
		n := len(g.Players)
		shapley := sharing.Shapley(g)
		nucleolus, err := sharing.Nucleolus(t.Context(), g, solver)
		if err != nil {
			t.Fatal(err)
		}
		for name, x := range map[string][]float64{"Shapley": shapley, "nucleolus": nucleolus, "separable": sharing.Separable(g, nil, nil)} {
			sum := 0.0
			for _, v := range x {
				sum += v
			}
			if math.Abs(sum-g.Total()) > 1e-6*g.Total() {
				t.Errorf("%s shares %g of %g", name, sum, g.Total())
			}
		}
		if !g.InCore(nucleolus) {
			t.Errorf("the nucleolus %v is not in the core, which is not empty", nucleolus)
		}
		// No other division has a smaller worst excess.
		_, e := g.Excess(nucleolus)
		for range 200 {
			other := append([]float64(nil), nucleolus...)
			i, j, d := r.IntN(n), r.IntN(n), r.Float64()
			other[i], other[j] = other[i]+d, other[j]-d
			if _, f := g.Excess(other); f < e-1e-6 {
				t.Fatalf("worst excess %g of the nucleolus, %g of another division", e, f)
			}
		}
		if n < 3 {
			continue
		}
		second, err := sharing.Nucleolus(t.Context(), g, simplex.New())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "nucleolus by another solver", second, nucleolus, 1e-5)
	}
}

func TestSymmetricPlayersPayAlike(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(8, 9))
	for range 20 {
		g := random(r, 4)
		for s := range g.Cost { // players 0 and 1 change places
			swapped := s&^3 | s&1<<1 | s>>1&1
			g.Cost[max(s, swapped)] = g.Cost[min(s, swapped)]
		}
		x := sharing.Shapley(g)
		y, err := sharing.Nucleolus(t.Context(), g, highs.New(highs.Options{}))
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(x[0]-x[1]) > 1e-9 || math.Abs(y[0]-y[1]) > 1e-6 {
			t.Errorf("players alike pay %v and %v", x[:2], y[:2])
		}
	}
}

func TestAnEmptyCoreIsSaid(t *testing.T) {
	t.Parallel()
	// Three players, pairs for 60, all for 100: each pair pays more than 60 on the average.
	g := &sharing.Game{Players: []string{"a", "b", "c"}, Cost: []float64{0, 50, 50, 60, 50, 60, 60, 100}}
	least, err := sharing.LeastExcess(t.Context(), g, simplex.New())
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(least-20.0/3) > 1e-7 {
		t.Errorf("least excess %g, want 6.667", least)
	}
	x, err := sharing.Nucleolus(t.Context(), g, simplex.New())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "nucleolus", x, []float64{100.0 / 3, 100.0 / 3, 100.0 / 3}, 1e-7)
	if g.InCore(x) {
		t.Error("the core is empty")
	}
}

func TestSamplingComesNearTheExactValue(t *testing.T) {
	t.Parallel()
	g := random(rand.New(rand.NewPCG(5, 6)), 9)
	want := sharing.Shapley(g)
	asked := 0
	x, deviation, err := sharing.SampleShapley(9, 400, 1, func(s sharing.Coalition) (float64, error) {
		asked++
		return g.Cost[s], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.0
	for i := range x {
		sum += x[i]
		if math.Abs(x[i]-want[i]) > 5*deviation[i] || deviation[i] <= 0 || deviation[i] > 0.05*want[i]+2 {
			t.Errorf("player %d: %.3f ± %.3f, exactly %.3f", i, x[i], deviation[i], want[i])
		}
	}
	if math.Abs(sum-g.Total()) > 1e-9*g.Total() {
		t.Errorf("shares sum to %g of %g", sum, g.Total())
	}
	if asked >= 512 {
		t.Errorf("asked for %d coalitions of 511", asked)
	}
}

func TestFaultsOfGames(t *testing.T) {
	t.Parallel()
	for name, g := range map[string]*sharing.Game{
		"nobody":        {},
		"costs missing": {Players: []string{"a", "b"}, Cost: []float64{0, 1, 2}},
		"not a number":  {Players: []string{"a"}, Cost: []float64{0, math.NaN()}},
		"empty costs":   {Players: []string{"a"}, Cost: []float64{1, 2}},
		"too many":      {Players: make([]string, 13), Cost: make([]float64, 1<<13)},
	} {
		if g.Check() == nil {
			t.Errorf("%s: no fault", name)
		}
	}
	if _, err := sharing.Proportional(1, []float64{0, 0}); err == nil {
		t.Error("a key of zeros is taken")
	}
	if _, err := sharing.Proportional(1, []float64{1, -1}); err == nil {
		t.Error("a negative key is taken")
	}
}

func BenchmarkNucleolusOfTwelve(b *testing.B) {
	g := random(rand.New(rand.NewPCG(1, 1)), 12)
	for b.Loop() {
		if _, err := sharing.Nucleolus(b.Context(), g, highs.New(highs.Options{})); err != nil {
			b.Fatal(err)
		}
	}
}
