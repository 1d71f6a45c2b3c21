package api_test

import (
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/optimize"
)

// TestRunsAreComparedWithTheFirst compares three runs and checks every list
// against the results themselves.
func TestRunsAreComparedWithTheFirst(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	wet, dry := 50.0, 95.0
	bodies := []api.RunBody{
		{Basin: "fen-hutuo", P: &wet, Title: "wet"},
		{Basin: "fen-hutuo", P: &dry, Title: "=dry"},
		{Basin: "fen-hutuo", P: &dry, RunOptions: api.RunOptions{Off: []string{"pingshang"}, Set: []api.Assignment{{Path: "nodes.res-fenhe.initial", Value: 9000}}}},
	}
	var ids []string
	var results []*optimize.Allocation
	for _, b := range bodies {
		r := finished(t, c, b)
		a, err := c.Result(ctx, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		ids, results = append(ids, r.ID), append(results, a)
	}
	got, err := c.Compare(ctx, ids...)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Runs) != 3 || got.Runs[0].Run != ids[0] || got.Runs[1].Title != "=dry" {
		t.Errorf("runs %+v", got.Runs)
	}
	paths := map[string][]any{}
	for _, d := range append(slices.Clone(got.Document), got.Inputs...) {
		paths[d.Path] = d.Values
	}
	if v := paths["hydrology.p"]; len(v) != 3 || v[0] != 50.0 || v[1] != 95.0 {
		t.Errorf("hydrology.p %v", v)
	}
	if v := paths["nodes.res-fenhe.initial"]; len(v) != 3 || v[0] != 11000.0 || v[2] != 9000.0 {
		t.Errorf("initial storage %v", v)
	}
	if v := paths["projects.pingshang.on"]; len(v) != 3 || v[0] != nil || v[2] != false {
		t.Errorf("pingshang %v", v)
	}
	if paths["nodes.res-fenhe.normal"] != nil {
		t.Error("what is equal is listed")
	}
	for _, f := range got.Totals {
		if f.ID == "shortage" {
			for i, a := range results {
				if math.Abs(f.Values[i]-a.Indicators.Shortage) > 1e-9 || math.Abs(f.Changes[i]-(f.Values[i]-f.Values[0])) > 1e-3 {
					t.Errorf("shortage of run %d: %g (%+g), want %g", i, f.Values[i], f.Changes[i], a.Indicators.Shortage)
				}
			}
		}
	}
	sum := make([]float64, 3)
	for _, f := range got.Sectors {
		for i := range sum {
			sum[i] += f.Changes[i]
		}
	}
	for i := range results {
		want := 0.0
		for _, list := range [][]optimize.County{results[i].Counties, results[i].Outside} {
			for _, county := range list {
				want += county.Shortage
			}
		}
		for _, list := range [][]optimize.County{results[0].Counties, results[0].Outside} {
			for _, county := range list {
				want -= county.Shortage
			}
		}
		if math.Abs(sum[i]-want) > 1e-3*(1+math.Abs(want)) {
			t.Errorf("changes of the sectors sum to %g in run %d, those of the counties to %g", sum[i], i, want)
		}
	}
	if len(got.Sections) == 0 || len(got.Levels) == 0 || len(got.Projects) == 0 || len(got.Limits) == 0 {
		t.Errorf("%d sections, %d levels, %d projects, %d limits differ", len(got.Sections), len(got.Levels), len(got.Projects), len(got.Limits))
	}
	for _, l := range got.Limits {
		for i, a := range results {
			binding := false
			for _, q := range a.Quotas {
				binding = binding || q.ID == l.ID && q.From == l.From && q.To == l.To && q.Binding
			}
			if binding != l.Binding[i] || !slices.Contains(l.Binding, !l.Binding[0]) {
				t.Errorf("%s binds %v, in run %d %v", l.ID, l.Binding, i, binding)
			}
		}
	}
	for _, name := range []string{"comparison.csv", "comparison.xlsx", "comparison.parquet"} {
		answer, err := c.Send(ctx, http.MethodGet, "/compare/"+name+"?runs="+strings.Join(ids, ","), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	same, err := c.Compare(ctx, ids[0], ids[0])
	if err != nil || len(same.Document)+len(same.Inputs)+len(same.Totals)+len(same.Limits) != 0 {
		t.Errorf("a run differs from itself: %+v, %v", same, err)
	}
	for _, bad := range []string{"runs=" + ids[0], "runs=" + strings.Repeat(ids[0]+",", 11) + ids[0], ""} {
		if err := c.Do(ctx, http.MethodGet, "/compare?"+bad, nil, nil); statusOf(err) != http.StatusUnprocessableEntity {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if _, err := c.Compare(ctx, ids[0], "nothing"); statusOf(err) != http.StatusNotFound {
		t.Errorf("an unknown run: %v", err)
	}
}
