package alert_test

import (
	"strings"
	"testing"

	"fenhu/api/alert"
	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/optimize"
)

// outlook has a plan that reaches level Ⅱ with 20 % in June and 45 % by July, and a
// county that lacks more than 10 % with 30 % by the end of June, 60 % by July.
func outlook() *parts.Outlook {
	zero := make([]float64, len(parts.Rates()))
	june, july := append([]float64(nil), zero...), append([]float64(nil), zero...)
	for i, r := range parts.Rates() {
		if r <= 10 {
			june[i], july[i] = 0.30, 0.60
		}
	}
	return &parts.Outlook{
		From: "2025-06-11", Ends: []string{"2025-06-30", "2025-07-31"}, Names: map[string]network.Text{"a": {ZH: "甲县", EN: "A"}},
		Rates: parts.Rates(), Chances: [][][]float64{{june, july}},
		EnsembleSummary: optimize.EnsembleSummary{
			Steps: []string{"2025-06-01", "2025-07-01"}, Regions: []optimize.GroupSummary{{ID: "a"}},
			Plans: []optimize.PlanSummary{{ID: "plan", Reached: [][5]float64{{1, 0.9, 0.5, 0.20, 0.05}, {1, 0.95, 0.7, 0.45, 0.1}}}},
		},
	}
}

func TestRulesReadProbabilities(t *testing.T) {
	t.Parallel()
	steps := []alert.Step{{Level: 3, Threshold: 30}, {Level: 2, Threshold: 50}}
	for _, x := range []struct {
		rule  alert.Rule
		level alert.Level
		value float64
		words string
	}{
		{alert.Rule{Indicator: "level-probability", DroughtLevel: 2, WithinDays: 60, Steps: steps}, alert.Yellow, 45, "60 天内达到Ⅱ级（橙色）或更重的概率"},
		{alert.Rule{Indicator: "level-probability", DroughtLevel: 2, WithinDays: 20, Steps: steps}, alert.None, 20, "20 天内"},
		{alert.Rule{Indicator: "level-probability", DroughtLevel: 3, WithinDays: 21, Steps: steps}, alert.Orange, 70, "Ⅲ级"}, // the 21st day is 1 July
		{alert.Rule{Indicator: "county-shortage-probability", Rate: 10, Target: "a", Steps: steps}, alert.Orange, 60, "计算期内缺水率超过 10% 的概率"},
		{alert.Rule{Indicator: "county-shortage-probability", Rate: 10, WithinDays: 10, Steps: steps}, alert.Yellow, 30, "10 天内缺水率超过 10% 的概率"},
		{alert.Rule{Indicator: "county-shortage-probability", Rate: 15, Steps: steps}, alert.None, 0, "15%"},
	} {
		x.rule.ID = "r"
		if f := x.rule.Check("r"); len(f) > 0 {
			t.Errorf("%+v: %v", x.rule, f)
		}
		got := x.rule.Read([]alert.Outcome{{RunID: "1", Ensemble: outlook()}})
		if !got.Found || got.Level != x.level || got.Value < x.value-1e-9 || got.Value > x.value+1e-9 {
			t.Errorf("%+v: %+v, want level %d, value %g", x.rule, got, x.level, x.value)
		}
		if words := x.rule.Of().ZH; !strings.Contains(words, x.words) {
			t.Errorf("%q does not say %q", words, x.words)
		}
		if other := x.rule.Read([]alert.Outcome{{RunID: "1", Result: result()}}); other.Found {
			t.Errorf("%+v found %+v in a run of one inflow", x.rule, other)
		}
	}
	for _, bad := range []alert.Rule{
		{ID: "r", Indicator: "level-probability", Steps: steps},
		{ID: "r", Indicator: "county-shortage-probability", Rate: 12, Steps: steps},
		{ID: "r", Indicator: "shortage-rate", WithinDays: 60, Steps: steps},
		{ID: "r", Indicator: "level-probability", DroughtLevel: 2, Steps: []alert.Step{{Level: 2, Threshold: 130}}},
	} {
		if len(bad.Check("r")) == 0 {
			t.Errorf("%+v has no fault", bad)
		}
	}
}
