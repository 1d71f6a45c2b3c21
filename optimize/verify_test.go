package optimize_test

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"fenhu/optimize"
	"fenhu/optimize/highs"
)

func encoded(tb testing.TB, a *optimize.Allocation) []byte {
	tb.Helper()
	data, err := json.Marshal(a)
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func verify(tb testing.TB, a *optimize.Allocation) *optimize.Verification {
	tb.Helper()
	v, err := optimize.Verify(encoded(tb, a))
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func TestVerifySeed(t *testing.T) {
	t.Parallel()
	for _, mode := range []optimize.Mode{optimize.Foresight, optimize.Rolling} {
		a := allocate(t, changed(t, seed(t), "[{inflow: {p: 95}}]"), optimize.Options{Mode: mode, Certificate: true})
		if v := verify(t, a); !v.OK {
			t.Errorf("%s: %+v", mode, v)
		}
	}
}

// TestVerifyRelaxed: a rolling run that had to break a hard limit is proved with
// the limit as far open as the run says.
func TestVerifyRelaxed(t *testing.T) {
	t.Parallel()
	a := allocate(t, load(t, "../testdata/cases/infeasible-outflow/basin.yaml"), optimize.Options{Mode: optimize.Rolling, Certificate: true})
	if a.Status != "relaxed" || len(a.Relaxed) != 1 {
		t.Fatalf("status %s, relaxed %+v", a.Status, a.Relaxed)
	}
	near(t, "relaxation", a.Relaxed[0].Amount, 20)
	if v := verify(t, a); !v.OK {
		t.Errorf("not verified: %+v", v)
	}
	for _, forged := range []optimize.Break{{Kind: "limit-min", Index: 7, Amount: 1}, {Kind: "balance", Amount: 1}, {Kind: "limit-min", Amount: 40}} {
		a.Certificate.Windows[0].Broken = []optimize.Break{forged}
		if v, err := optimize.Verify(encoded(t, a)); err == nil && v.OK {
			t.Errorf("accepted with break %+v", forged)
		}
	}
}

// TestVerifyFindsTampering: a result that was changed in any way that matters
// is refused.
func TestVerifyFindsTampering(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(3, 7)), 1)))
	for name, tamper := range map[string]func(*optimize.Allocation){
		"a delivery": func(a *optimize.Allocation) { a.Counties[0].Sectors[0].Delivery += 1 },
		"a level":    func(a *optimize.Allocation) { a.Levels[0].Objective += 1 },
		"the document": func(a *optimize.Allocation) {
			a.Certificate.Document = strings.Replace(a.Certificate.Document, `"periods":3`, `"periods":2`, 1)
		},
		"the hash":       func(a *optimize.Allocation) { a.Basin.Hash = "00" },
		"the solution":   func(a *optimize.Allocation) { a.Certificate.Windows[0].X[0] += 5 },
		"a dual":         func(a *optimize.Allocation) { a.Certificate.Windows[0].Passes[1].Duals[0] += 3 },
		"a missing pass": func(a *optimize.Allocation) { w := &a.Certificate.Windows[0]; w.Passes = w.Passes[:1] },
		"no windows":     func(a *optimize.Allocation) { a.Certificate.Windows = nil },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := allocate(t, n, optimize.Options{Certificate: true})
			tamper(a)
			if v, err := optimize.Verify(encoded(t, a)); err == nil && v.OK {
				t.Error("accepted")
			}
		})
	}
	for name, data := range map[string]string{"not JSON": "x", "no certificate": "{}", "an array": "[]"} {
		if _, err := optimize.Verify([]byte(data)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// TestVerifyRefusesAWorsePlan: a feasible plan that is not optimal fails even
// when its tables agree with it. The plan of half the demand is feasible for the
// whole demand but leaves users short.
func TestVerifyRefusesAWorsePlan(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(3, 7)), 1)))
	good := allocate(t, n, optimize.Options{Certificate: true})
	poor := allocate(t, changed(t, n, "[{demand: {factor: 0.5}}]"), optimize.Options{Certificate: true})
	good.Certificate.Windows[0].X = poor.Certificate.Windows[0].X
	if v := verify(t, good); v.OK {
		t.Errorf("accepted: %+v", v)
	}
}

// TestJSONHoldsWhatIsPromised: the keys that other programs rely on are there and
// are never null, in a good and in an infeasible result.
func TestJSONHoldsWhatIsPromised(t *testing.T) {
	t.Parallel()
	n := load(t, "../testdata/cases/infeasible-outflow/basin.yaml")
	for _, a := range []*optimize.Allocation{allocate(t, n, optimize.Options{}), allocate(t, changed(t, n, "[{rule: {id: treaty, off: true}}]"), optimize.Options{})} {
		var got map[string]any
		if err := json.Unmarshal(encoded(t, a), &got); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"status", "basin", "year", "p", "mode", "periods", "levels", "counties", "outside", "sections", "projects", "reservoirs", "quotas", "nodes", "residuals", "seconds"} {
			if v, ok := got[key]; !ok || v == nil {
				t.Errorf("%s: %s is missing or null", a.Status, key)
			}
		}
	}
}

func TestStops(t *testing.T) {
	t.Parallel()
	n := changed(t, seed(t), "[{inflow: {p: 95}}, {set: {calendar.periods: 240}}]")
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	begin := time.Now()
	_, err := optimize.Allocate(ctx, n, optimize.Options{Solver: highs.New(highs.Options{})})
	if !errors.Is(err, optimize.ErrStopped) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begin); took > time.Minute {
		t.Errorf("took %v to stop", took)
	}
}

func TestProgressAndOptions(t *testing.T) {
	t.Parallel()
	n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(3, 7)), 1)))
	seen := 0
	allocate(t, n, optimize.Options{Progress: func(p optimize.Progress) {
		if p.Level == "" || p.Done >= p.Levels {
			t.Errorf("progress %+v", p)
		}
		seen++
	}})
	if seen < 5 {
		t.Errorf("told %d times", seen)
	}
	if _, err := optimize.Allocate(t.Context(), n, optimize.Options{}); err == nil {
		t.Error("a run without a solver is an error")
	}
	if _, err := optimize.Allocate(t.Context(), n, optimize.Options{Solver: highs.New(highs.Options{}), Mode: "guess"}); err == nil {
		t.Error("an unknown mode is an error")
	}
	if _, err := optimize.Allocate(t.Context(), n, optimize.Options{Solver: highs.New(highs.Options{}), Mode: optimize.Rolling, Window: 1, Advance: 2}); err == nil {
		t.Error("keeping more than a window is an error")
	}
}
