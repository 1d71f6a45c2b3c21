package frequency

import (
	"fmt"
	"math"
	"slices"
	"testing"
)

// typicalYear is the worked example, January to December [亿m³].
var typicalYear = []float64{0.12, 0.11, 0.18, 0.22, 0.20, 0.35, 0.95, 1.10, 0.62, 0.34, 0.20, 0.14}

func TestSameRatioIsTheWorkedExample(t *testing.T) {
	t.Parallel()
	before := slices.Clone(typicalYear)
	s, err := SameRatio(typicalYear, 3.40)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "sum of the typical year", sum(typicalYear), 4.53, 4)
	printed(t, "K", s.Control, 0.750552, 6)
	near(t, "K of the rest", s.Rest, s.Control, 0)
	want := []float64{.0901, .0826, .1351, .1651, .1501, .2627, .7130, .8256, .4653, .2552, .1501, .1051}
	for i, w := range want {
		printed(t, fmt.Sprintf("month %d", i+1), s.Values[i], w, 4)
	}
	near(t, "sum", sum(s.Values), 3.40, 1e-12)
	if !slices.Equal(before, typicalYear) {
		t.Errorf("the typical year was changed: %v", typicalYear)
	}

	text, err := SameRatio([]float64{104.1}, 85)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "text case", text.Control, 0.82, 2)
}

func TestSameFrequencyIsTheWorkedExample(t *testing.T) {
	t.Parallel()
	control := []int{2, 3, 4, 5} // March to June
	s, err := SameFrequency(typicalYear, control, 0.62, 3.40)
	if err != nil {
		t.Fatal(err)
	}
	printed(t, "K1", s.Control, 0.652632, 6)
	printed(t, "K2", s.Rest, 0.776536, 6)
	want := []float64{.0932, .0854, .1175, .1436, .1305, .2284, .7377, .8542, .4815, .2640, .1553, .1087}
	inside := 0.0
	for i, w := range want {
		printed(t, fmt.Sprintf("month %d", i+1), s.Values[i], w, 4)
		if slices.Contains(control, i) {
			inside += s.Values[i]
		}
	}
	near(t, "control period", inside, 0.62, 1e-12)
	near(t, "sum", sum(s.Values), 3.40, 1e-12)
}

func TestSameFrequencyOfItsOwnShareIsSameRatio(t *testing.T) {
	t.Parallel()
	a, err := SameRatio(typicalYear, 3.40)
	if err != nil {
		t.Fatal(err)
	}
	b, err := SameFrequency(typicalYear, []int{5, 2, 3, 4}, 3.40*0.95/4.53, 3.40)
	if err != nil {
		t.Fatal(err)
	}
	for i := range a.Values {
		near(t, fmt.Sprintf("month %d", i+1), b.Values[i], a.Values[i], 1e-12)
	}
}

func TestScalingFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name          string
		typical       []float64
		control       []int // nil: same ratio
		inside, total float64
		ok            bool
	}{
		{"to a dry year", []float64{1, 2}, nil, 0, 0, true},
		{"dry to dry", []float64{0, 0}, nil, 0, 0, true},
		{"dry to wet", []float64{0, 0}, nil, 0, 3, false},
		{"empty", nil, nil, 0, 3, false},
		{"negative value", []float64{1, -2}, nil, 0, 3, false},
		{"value not a number", []float64{1, math.NaN()}, nil, 0, 3, false},
		{"negative target", []float64{1, 2}, nil, 0, -3, false},
		{"sum overflows", []float64{math.MaxFloat64, math.MaxFloat64}, nil, 0, 3, false},
		{"control", []float64{1, 2}, []int{0}, 1, 3, true},
		{"whole year controlled", []float64{1, 2}, []int{1, 0}, 3, 3, true},
		{"whole year controlled, something left", []float64{1, 2}, []int{1, 0}, 2, 3, false},
		{"no water in the control period", []float64{0, 2}, []int{0}, 1, 3, false},
		{"none wanted there either", []float64{0, 2}, []int{0}, 0, 3, true},
		{"control above the year", []float64{1, 2}, []int{0}, 4, 3, false},
		{"control not a number", []float64{1, 2}, []int{0}, math.NaN(), 3, false},
		{"no control steps", []float64{1, 2}, []int{}, 1, 3, false},
		{"step below the year", []float64{1, 2}, []int{-1}, 1, 3, false},
		{"step beyond the year", []float64{1, 2}, []int{2}, 1, 3, false},
		{"step repeated", []float64{1, 2}, []int{0, 0}, 1, 3, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var s Scaled
			var err error
			if c.control == nil {
				s, err = SameRatio(c.typical, c.total)
			} else {
				s, err = SameFrequency(c.typical, c.control, c.inside, c.total)
			}
			if (err == nil) != c.ok {
				t.Fatalf("got %+v, %v, want ok %v", s, err, c.ok)
			}
			if err == nil {
				near(t, "sum", sum(s.Values), c.total, 1e-12)
			}
		})
	}
}
