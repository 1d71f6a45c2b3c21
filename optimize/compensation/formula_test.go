package compensation

import (
	"errors"
	"strings"
	"testing"

	"fenhu/network"
	"fenhu/network/quality"
)

// own is an agreement with one formula.
func own(f Formula, params map[string][]float64) *Agreement {
	a := agreement("OWN")
	a.Formulas, a.Params = []Formula{f}, params
	return a
}

func TestABureausOwnFormulasGiveWhatThePublishedRulesGive(t *testing.T) {
	t.Parallel()
	fen := month(7)
	fen.Target, fen.Class, fen.Flow, fen.EcoFlow, fen.Volume, fen.Baseline = 3, 4, 2.25, 3.00, 603, 900
	template := own(Formula{NameZH: "汾河模板", Amount: "kq*(T-G) + (Q >= E ? kf : -kf*(E-Q)/E) + clip(kw*(W-Wb), -cap, cap)"},
		map[string][]float64{"kq": {50}, "kf": {30}, "kw": {0.05}, "cap": {40}})
	if got := net(t, template, fen); got != -72.35 {
		t.Errorf("EC-03 as a formula: %v 万元, want −72.35", got)
	}
	steps := own(Formula{NameZH: "河北", Each: "indicator", When: "e > 0 and not (Cin > S and C <= Cin)", Amount: "-30 * ceil(e / 0.5)"}, nil)
	rec := month(1, reading(quality.NH3N, 1.48, 1, 0.5), reading(quality.TP, 0.3, 0.2, 0.3))
	if got := net(t, steps, rec); got != -30 {
		t.Errorf("EC-08 as a formula: %v 万元, want −30", got)
	}
	if got := net(t, own(Formula{NameZH: "半", Amount: "1/2 + 2^3 - days"}, nil), month(2)); got != 0.5+8-28 {
		t.Errorf("%v 万元, want −19.5", got)
	}
}

func TestAFormulaIsNotAppliedWhereAVariableIsUnknown(t *testing.T) {
	t.Parallel()
	a := own(Formula{NameZH: "同比", Each: "indicator", Amount: "C0 - C"}, nil)
	if got := net(t, a, month(1, reading(quality.COD, 10, 20)), month(2, reading(quality.COD, 10, 20, 0, 12))); got != 2 {
		t.Errorf("%v 万元, want 2 of February alone", got)
	}
}

func TestAFormulaThatComesToNoNumberIsRefusedWithItsPeriod(t *testing.T) {
	t.Parallel()
	for _, amount := range []string{"1 / (T - 3)", "sqrt(0 - T)", "10 ** 300 * 10 ** 300"} {
		r := month(7)
		r.Target = 3
		if _, err := Settle(own(Formula{NameZH: "x", Amount: amount}, nil), Period{Year: 2025}, []Record{r}); err == nil || !strings.Contains(err.Error(), "2025-07") {
			t.Errorf("%s: error %v", amount, err)
		}
	}
}

func TestFormulasAreBoundedAndFaultsTellTheirPlace(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("(", 400) + "1" + strings.Repeat(")", 400)
	for code, want := range map[string]string{
		"kq * (T - H)":                  `line 1, character 11: there is no variable "H"`,
		"T +":                           "line 1, character 3",
		"1 +\n foo(2)":                  "line 2, character 2",
		"C - S":                         `there is no variable "C"`, // not for months
		`"a" + "b"`:                     "line 1, character 1",
		"sum(1..1000000000)":            "character",
		"map(1..9, # * 2)":              "character",
		"[1, 2, 3]":                     "only numbers",
		"let x = 1; x":                  "only numbers",
		"T > 3":                         "float64",
		"T ? 1 : 2":                     "non-bool",
		"now()":                         "character",
		"$env":                          "character",
		"T.x":                           "only numbers",
		"7 % 2":                         "operator %",
		"1 .. 3":                        "operator ..",
		"min(1)":                        "not enough arguments",
		"":                              "empty",
		strings.Repeat("1+", 600) + "1": "longer than",
		"T in [1, 2] ? 1 : 0":           "operator in",
		`T matches "a" ? 1 : 0`:         "operator matches",
		"1 | abs":                       "character",
		"abs":                           "expected float64",
	} {
		_, err := Settle(own(Formula{NameZH: "x", Amount: code}, map[string][]float64{"kq": {1}}), Period{Year: 2025}, nil)
		var faults network.Faults
		if !errors.As(err, &faults) || !strings.Contains(err.Error(), want) || faults[0].Path != "formulas[0].amount" {
			t.Errorf("%.40q: error %v, want %q", code, err, want)
		}
		for _, f := range faults {
			if f.Problem.ZH == "" || strings.Contains(f.Problem.ZH+f.Problem.EN, "%!") {
				t.Errorf("%.40q has no good text: %+v", code, f.Problem)
			}
		}
	}
	// Brackets as deep as the length allows are harmless.
	if got := net(t, own(Formula{NameZH: "x", Amount: deep}, nil), month(1)); got != 1 {
		t.Errorf("%v 万元, want 1", got)
	}
}

func TestFiguresOfFormulasAreChecked(t *testing.T) {
	t.Parallel()
	for name, v := range map[string][]float64{"T": {1}, "min": {1}, "a b": {1}, "two": {1, 2}, "none": {}} {
		if _, err := Settle(own(Formula{NameZH: "x", Amount: "1"}, map[string][]float64{name: v}), Period{Year: 2025}, nil); err == nil || !strings.Contains(err.Error(), "params."+name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
	if _, err := Settle(own(Formula{Amount: "1", Each: "week", Part: "tip"}, nil), Period{Year: 2025}, nil); err == nil ||
		!strings.Contains(err.Error(), "has no name") || !strings.Contains(err.Error(), `"week"`) || !strings.Contains(err.Error(), `"tip"`) {
		t.Errorf("error %v", err)
	}
	a := agreement("FEN-T")
	a.Formulas = []Formula{{NameZH: "x", Amount: "1"}}
	if _, err := Settle(a, Period{Year: 2025}, nil); err == nil || !strings.Contains(err.Error(), "has no formulas") {
		t.Errorf("error %v", err)
	}
}

func FuzzFormula(f *testing.F) {
	for _, code := range []string{"kq*(T-G)", "Q >= E ? 1 : 2", "clip(W-Wb,-1,1)", "sum(1..9)", "not true ? 1 : -2", "2**3^4"} {
		f.Add(code)
	}
	r := month(7, reading(quality.COD, 30, 20))
	r.Target, r.Flow, r.EcoFlow, r.Volume, r.Baseline = 3, 1, 2, 3, 4
	f.Fuzz(func(t *testing.T, code string) {
		s, err := Settle(own(Formula{NameZH: "x", Amount: code}, map[string][]float64{"kq": {2}}), Period{Year: 2025}, []Record{r})
		if err != nil {
			return
		}
		sum := Money(0)
		for _, b := range s.Balances {
			sum += b.Net
		}
		if sum != 0 {
			t.Errorf("%q: balances sum to %s", code, sum)
		}
	})
}
