package quality

import (
	"math"
	"testing"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %v, want %v", what, got, want)
	}
}

func TestClassesOfValues(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		i     Indicator
		value float64
		want  Class
	}{
		{COD, 15, 1},
		{COD, 15.1, 3},
		{COD, 20, 3},
		{COD, 40, 5},
		{COD, 40.01, 6},
		{NH3N, 0.1 + 0.2 + 0.2, 2},
		{NH3N, 1.2, 4},
		{NH3N, 2.1, 6},
		{TP, 0.1 + 0.2, 4},
		{DO, 8, 1},
		{DO, 6, 2},
		{DO, 4.9, 4},
		{DO, 1, 6},
		{F, 1, 1},
		{F, 1.2, 4},
	} {
		if got, ok := ClassOf(x.i, x.value); got != x.want || !ok {
			t.Errorf("%s %g is class %s, want %s", x.i, x.value, got, x.want)
		}
	}
	if _, ok := ClassOf("colour", 1); ok {
		t.Error("an indicator without limits has a class")
	}
}

func TestTheWorstIndicatorDecidesAndTNDoesNot(t *testing.T) {
	t.Parallel()
	if c, by := SectionClass(map[Indicator]float64{COD: 18, NH3N: 1.2, TP: 0.15, TN: 9}); c != 4 || by != NH3N {
		t.Errorf("class %s by %s, want Ⅳ by NH3-N", c, by)
	}
	if c, _ := SectionClass(map[Indicator]float64{TN: 9}); c != 0 {
		t.Errorf("class %s of TN alone, want none", c)
	}
}

func TestNamesOfClassesAndIndicatorsAreRead(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]Class{"III": 3, "Ⅲ类": 3, "iv类": 4, "2": 2, "劣Ⅴ": 6, "劣V类": 6, "6": 6} {
		if got, err := ParseClass(s); got != want || err != nil {
			t.Errorf("%q is class %v, %v", s, got, err)
		}
	}
	for c := Class(1); c <= 6; c++ {
		if got, err := ParseClass(c.String()); got != c || err != nil {
			t.Errorf("%s is read as %v, %v", c, got, err)
		}
	}
	if _, err := ParseClass("7"); err == nil {
		t.Error("class 7 is read")
	}
	for s, want := range map[string]Indicator{"氨氮": NH3N, "nh3n": NH3N, "NH₃-N": NH3N, "COD": COD, "codmn": CODMn, "总磷": TP} {
		if got, err := ParseIndicator(s); got != want || err != nil {
			t.Errorf("%q is %v, %v", s, got, err)
		}
	}
}

func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	near(t, "EC-01", Exceedance(2.12, 1.0), 1.12, 1e-9)
	near(t, "EC-01", Exceedance(3.17, 2.0), 0.585, 1e-9)
	near(t, "WQ-03", Index(map[Indicator]float64{CODMn: 4.2, COD: 16, BOD5: 3.1, NH3N: 0.8, TP: 0.15, DO: 7.2, TN: 4}), 4.519444, 5e-7)
	near(t, "WQ-05", Mix(Stream{6, 18}, Stream{0.8, 50}), 21.764706, 5e-7)
	days := TravelDays(36, 0.25)
	near(t, "WQ-06 travel", days, 1.666667, 5e-7)
	near(t, "WQ-06 COD", 28*Remaining(0.2, days), 20.062877, 5e-7)
	near(t, "WQ-06 NH3-N", 1.4*Remaining(0.15, days), 1.090321, 5e-7)
	near(t, "WQ-06 cold", AtTemperature(0.2, 8), 0.115258, 5e-7)
	r := Reach{Target: 20, Upstream: 15, Flow: 6, Waste: 0.4, K: 0.2, Length: 30, U: 0.3}
	near(t, "WQ-07 travel", TravelDays(r.Length, r.U), 1.157407, 5e-7)
	near(t, "WQ-07 Cx", r.Decayed(), 11.900361, 5e-7)
	near(t, "WQ-07 along", r.Along(), 51.837691, 5e-7)
	near(t, "WQ-07 along", r.Along()*TonnesPerYear, 1634.7534, 5e-5)
	near(t, "WQ-07 middle", r.Middle()*TonnesPerYear, 1720.6364, 5e-5)
	near(t, "WQ-07 mixed", r.Mixed()*TonnesPerYear, 1009.152, 5e-7)
	near(t, "WQ-09 万m³", Tonnes(120.96, 4.5), 5.4432, 1e-9)
	near(t, "WQ-09 亿m³", Tonnes(1e4, 1), 100, 1e-9)
	near(t, "WQ-09 m³/s over a year", Tonnes(3153.6, 1), TonnesPerYear, 1e-9)
	near(t, "WQ-09 m³/s over a day", Tonnes(8.64, 1), 0.0864, 1e-12)
}

func TestDilutionOfTheWorkedExample(t *testing.T) {
	t.Parallel()
	sources := []Source{{12, 1, 0.80}, {50, 1, 0.90}, {40, 1, 0.95}}
	q := []float64{900, 260, 180}
	by := Source{8, 1, 0.85}
	for k, want := range []float64{-10.4, 25, 18} {
		near(t, "coefficient", sources[k].Coefficient(20), want, 1e-9)
	}
	near(t, "coefficient", by.Coefficient(20), -13.2, 1e-9)
	near(t, "without", At(sources, q), 20.283582, 5e-7)
	for _, x := range []struct{ target, want float64 }{{20, 28.787879}, {18, 273.214286}, {21, 0}} {
		got, ok := Dilution(sources, q, by, x.target)
		if !ok {
			t.Fatalf("target %g cannot be met", x.target)
		}
		near(t, "volume", got, x.want, 5e-7)
		if got > 0 {
			near(t, "with it", At(append(sources, by), append(q, got)), x.target, 1e-9)
		}
	}
	if _, ok := Dilution(sources, q, Source{30, 1, 1}, 20); ok {
		t.Error("dirty water dilutes")
	}
}

// TestLimitsAreThoseOfTheStandard: RULES WQ-01, rivers.
func TestLimitsAreThoseOfTheStandard(t *testing.T) {
	t.Parallel()
	want := map[Indicator][5]float64{
		DO: {7.5, 6, 5, 3, 2}, CODMn: {2, 4, 6, 10, 15}, COD: {15, 15, 20, 30, 40}, BOD5: {3, 3, 4, 6, 10}, NH3N: {.15, .5, 1.0, 1.5, 2.0},
		TP: {.02, .1, .2, .3, .4}, TN: {.2, .5, 1.0, 1.5, 2.0}, F: {1.0, 1.0, 1.0, 1.5, 1.5}, Oil: {.05, .05, .05, .5, 1.0}, Phenol: {.002, .002, .005, .01, .1},
	}
	if len(Standard()) != len(want) {
		t.Errorf("%d indicators, want %d", len(Standard()), len(want))
	}
	for i, limits := range want {
		l, ok := LimitOf(i)
		if !ok || l.Class != limits {
			t.Errorf("%s: %v, want %v", i, l.Class, limits)
		}
		for k, v := range limits { // equality belongs to the better class (WQ-02)
			first := k
			for first > 0 && limits[first-1] == v {
				first--
			}
			if c, _ := ClassOf(i, v); c != Class(first+1) {
				t.Errorf("%s %g is class %s, want %s", i, v, c, Class(first+1))
			}
		}
	}
}
