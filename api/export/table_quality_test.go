package export

import (
	"strings"
	"testing"

	"fenhu/network"
	wq "fenhu/network/quality"
	"fenhu/optimize"
)

// qualityRun is a run with two periods of one section: over its target, then dry.
func qualityRun() *optimize.Allocation {
	a := run()
	a.WaterQuality = &optimize.WaterQuality{
		Indicators: []wq.Indicator{wq.COD, wq.TP}, Pursued: true, Rounds: &optimize.Rounds{Count: 3, Change: 0.25}, Grade: "D",
		Loads: []optimize.LoadLedger{{Indicator: wq.COD, Runoff: 10, Decayed: 4, Outflow: 6}, {Indicator: wq.TP, Returns: 2, Removed: 2}},
	}
	a.SectionQuality = []optimize.SectionQuality{{
		ID: "gauge", NameZH: "断面", NameEN: "gauge", River: "河", TargetClass: "III", Grade: "D", FlowM3s: []float64{2, 0},
		Values: []optimize.IndicatorQuality{
			{Indicator: wq.COD, MgL: []float64{25, 0}, TargetMgL: []float64{20, 20}, Mean: 25, Capacity: []float64{-26.784, 0}},
			{Indicator: wq.TP, MgL: []float64{0.15, 0}, TargetMgL: []float64{0.2, 0.2}, Mean: 0.15, Capacity: []float64{0.26784, 0}},
		},
		Class: []wq.Class{4, 0}, By: []wq.Indicator{wq.COD, ""}, MeanClass: 4, Met: []bool{false, false}, Assessed: 1,
	}}
	return a
}

func rowText(r Row, l network.Lang) string {
	var out []string
	for _, c := range r.Cells {
		if x, ok := c.Float(); ok {
			out = append(out, decimal(x, 3))
		} else {
			out = append(out, c.Text(l))
		}
	}
	return strings.Join(out, "|")
}

func TestQualityOfASection(t *testing.T) {
	t.Parallel()
	a := qualityRun()
	x := Tables(a, []string{"quality"})[0]
	if got, want := rowText(x.Rows[0], network.ZH), "断面|"+a.Periods[0].Label+"|2.000|25.000|0.150|Ⅳ|化学需氧量|Ⅲ|0.250|否|−26.784|0.268"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := rowText(x.Rows[1], network.EN), "gauge|"+a.Periods[1].LabelEN+"|0.000|||dry||Ⅲ||||"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	var said []string
	for _, n := range x.Notes {
		said = append(said, n.EN)
	}
	notes := strings.Join(said, "\n")
	for _, want := range []string{"grade D (assumptions)", "did not converge", "25 %"} {
		if !strings.Contains(notes, want) {
			t.Errorf("the notes do not say %q: %s", want, notes)
		}
	}
	s := Tables(a, []string{"quality-summary"})[0]
	if got := rowText(s.Rows[0], network.EN); !strings.Contains(got, "|25.000|0.150|Ⅳ|Ⅳ|Ⅲ|0.000|0.250|"+a.Periods[0].LabelEN+"|est.") {
		t.Errorf("summary %s", got)
	}
	loads := Tables(a, []string{"loads"})[0]
	sum := 0.0
	for _, r := range loads.Rows[:len(loads.Rows)-1] {
		v, _ := r.Cells[1].Float()
		sum += v
	}
	if sum != 0 {
		t.Errorf("the terms of COD sum to %g", sum)
	}
}

func TestARunWithoutPollutantsHasNoQualityTables(t *testing.T) {
	t.Parallel()
	a := run()
	if ids, _ := Select(a, qualityTables()); len(ids) != 0 {
		t.Errorf("tables %v", ids)
	}
	for _, l := range []string{"quality", "loads", "quality-summary"} {
		if ids, unknown := Select(qualityRun(), []string{l}); len(ids) != 1 || unknown != "" {
			t.Errorf("%s: %v, %q", l, ids, unknown)
		}
	}
}

func TestTheMapShowsTheClassOfASection(t *testing.T) {
	t.Parallel()
	a := qualityRun()
	a.Nodes = append(a.Nodes, optimize.NodeResult{ID: "gauge", Kind: "section"})
	var b strings.Builder
	if err := (Map{Run: a, Flows: true, Series: true}).Write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"class":4,"target_class":"III","attainment":0`, `"class":[4,0]`} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %s in %s", want, b.String())
		}
	}
}
