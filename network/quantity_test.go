package network

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"
)

// quantityOf decodes a quantity alone.
func quantityOf(tb testing.TB, text string) Quantity {
	tb.Helper()
	var q Quantity
	var y yaml.Node
	if err := yaml.Unmarshal([]byte(text), &y); err != nil {
		tb.Fatal(err)
	}
	d := &decoder{lines: map[string]int{}}
	d.value(y.Content[0], reflect.ValueOf(&q).Elem(), "q", field{})
	if err := d.faults.err(); err != nil {
		tb.Fatal(err)
	}
	return q
}

func TestQuantityAt(t *testing.T) {
	t.Parallel()
	const months = "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]"
	for _, c := range []struct {
		name, text  string
		year, month int
		want        float64
	}{
		{"a number holds always", "5", 1950, 7, 5},
		{"a list is by month", months, 2025, 1, 1},
		{"a list ends in December", months, 2025, 12, 12},
		{"a given year", "{2020: 10, 2025: 20, 2035: 40}", 2025, 1, 20},
		{"between years", "{2020: 10, 2025: 20, 2035: 40}", 2030, 1, 30},
		{"between the first years", "{2020: 10, 2025: 20, 2035: 40}", 2021, 1, 12},
		{"before the first year", "{2020: 10, 2025: 20, 2035: 40}", 1999, 1, 10},
		{"after the last year", "{2020: 10, 2025: 20, 2035: 40}", 2100, 1, 40},
		{"years in any order", "{2035: 40, 2020: 10, 2025: 20}", 2030, 1, 30},
		{"one year holds always", "{2025: 3}", 2035, 6, 3},
		{"between lists", "{2020: " + months + ", 2030: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14]}", 2025, 2, 3},
		{"between a number and a list", "{2020: 10, 2030: " + months + "}", 2025, 12, 11},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			near(t, c.text, quantityOf(t, c.text).At(c.year, c.month), c.want)
		})
	}
}

func TestQuantityOfNothing(t *testing.T) {
	t.Parallel()
	var q Quantity
	if q.IsSet() || !q.IsZero() || q.IsMonthly() || q.At(2025, 1) != 0 || q.Scale(2).IsSet() {
		t.Error("a quantity that was not given is nothing")
	}
	if got := q.Or(3).At(2025, 5); got != 3 {
		t.Errorf("Or(3) = %g", got)
	}
	if got := Const(0).Or(3).At(2025, 5); got != 0 {
		t.Errorf("a given 0 is replaced by %g", got)
	}
}

func TestQuantityArithmetic(t *testing.T) {
	t.Parallel()
	q := quantityOf(t, "{2020: 12, 2030: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 24]}")
	near(t, "mean of 2020", q.Mean(2020), 12)
	near(t, "mean of 2030", q.Mean(2030), 2)
	near(t, "mean of 2025", q.Mean(2025), 7)
	near(t, "largest", q.max(), 24)
	if !q.IsMonthly() || Const(1).IsMonthly() || !Monthly([12]float64{}).IsMonthly() {
		t.Error("monthly quantities are not told apart")
	}
	twice := q.Scale(2)
	near(t, "scaled", twice.At(2025, 12), 36)
	near(t, "the original", q.At(2025, 12), 18)
}

func TestQuantityRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		one := rapid.Custom(func(r *rapid.T) []float64 {
			n := rapid.SampledFrom([]int{1, 12}).Draw(r, "length")
			return rapid.SliceOfN(rapid.Float64Range(-1e12, 1e12), n, n).Draw(r, "values")
		})
		want := Quantity{values: [][]float64{one.Draw(r, "value")}}
		if years := rapid.SliceOfNDistinct(rapid.IntRange(1900, 2200), 0, 4, rapid.ID).Draw(r, "years"); len(years) > 0 {
			want = Quantity{}
			slices.Sort(years)
			for _, y := range years {
				want.years, want.values = append(want.years, y), append(want.values, one.Draw(r, "value"))
			}
		}
		for i := range want.values {
			for j := range want.values[i] {
				want.values[i][j] += 0 // no −0
			}
		}
		asJSON, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		asYAML, err := yaml.Marshal(quantityTree(want))
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{string(asJSON), string(asYAML)} {
			if diff := cmp.Diff(want, quantityOf(t, text), cmp.AllowUnexported(Quantity{})); diff != "" {
				t.Errorf("%s: %s", text, diff)
			}
		}
	})
	if data, err := json.Marshal(Quantity{}); err != nil || string(data) != "null" {
		t.Errorf("nothing is written as %s (%v)", data, err)
	}
}
