package alert_test

import (
	"strings"
	"testing"
	"time"

	"fenhu/api/alert"
	"fenhu/network"
	"fenhu/optimize"
)

// result has two counties, a section and a reservoir: 甲 lacks 20 of 100, 乙 5
// of 100, all of it irrigation, so the area lacks 25 of 200 = 12.5 %.
func result() *optimize.Allocation {
	county := func(id, name string, demand, shortage float64) optimize.County {
		return optimize.County{ID: id, NameZH: name, Demand: demand, Shortage: shortage, Sectors: []optimize.SectorResult{
			{Sector: "irrigation", Demand: demand / 2, Shortage: shortage}, {Sector: "industry", Demand: demand / 2},
		}}
	}
	return &optimize.Allocation{
		P:          95,
		Periods:    []optimize.Period{{Start: "2025-06-01", Days: 30}, {Start: "2025-07-01", Days: 31}},
		Counties:   []optimize.County{county("a", "甲", 100, 20), county("b", "乙", 100, 5)},
		Sections:   []optimize.SectionResult{{ID: "s", NameZH: "断面", TargetM3s: []float64{2, 2}, FlowM3s: []float64{1, 2}, MetShare: 0.5}},
		Reservoirs: []optimize.ReservoirRes{{ID: "r", NameZH: "库", Storage: []float64{900, 700}}},
	}
}

func TestRulesReadTheGravestPlace(t *testing.T) {
	t.Parallel()
	step := func(l alert.Level, x float64) alert.Step { return alert.Step{Level: l, Threshold: x} }
	wet := 50.0
	for _, x := range []struct {
		name   string
		rule   alert.Rule
		level  alert.Level
		value  float64
		places string
	}{
		{"area", alert.Rule{Indicator: "shortage-rate", Steps: []alert.Step{step(4, 5), step(3, 10), step(2, 20)}}, alert.Yellow, 12.5, ""},
		{"county", alert.Rule{Indicator: "county-shortage-rate", Steps: []alert.Step{step(4, 5), step(2, 20)}}, alert.Orange, 20, "ab"},
		{"one county", alert.Rule{Indicator: "county-shortage-rate", Target: "b", Steps: []alert.Step{step(4, 5), step(2, 20)}}, alert.Blue, 5, "b"},
		{"sector", alert.Rule{Indicator: "county-shortage-rate", Sector: "irrigation", Steps: []alert.Step{step(1, 40)}}, alert.Red, 40, "a"},
		{"sector without shortage", alert.Rule{Indicator: "shortage-rate", Sector: "industry", Steps: []alert.Step{step(4, 1)}}, alert.None, 0, ""},
		{"satisfaction", alert.Rule{Indicator: "satisfaction", Steps: []alert.Step{step(4, 95), step(3, 80), step(2, 60)}}, alert.Yellow, 80, "ab"},
		{"missed", alert.Rule{Indicator: "base-flow-missed", Steps: []alert.Step{step(3, 50)}}, alert.Yellow, 50, "s"},
		{"days", alert.Rule{Indicator: "base-flow-days", Steps: []alert.Step{step(3, 30), step(2, 31)}}, alert.Yellow, 30, "s"},
		{"least storage", alert.Rule{Indicator: "storage", Steps: []alert.Step{step(3, 800), step(2, 600)}}, alert.Yellow, 700, "r"},
		{"storage at a date", alert.Rule{Indicator: "storage", Date: "2025-06-30", Steps: []alert.Step{step(3, 800)}}, alert.None, 900, ""},
	} {
		x.rule.ID = x.name
		if f := x.rule.Check("r"); len(f) > 0 {
			t.Errorf("%s: %v", x.name, f)
		}
		got := x.rule.Read([]alert.Outcome{{RunID: "1", Result: result()}})
		var places strings.Builder
		for _, p := range got.Places {
			places.WriteString(p.ID)
		}
		ids := places.String()
		if !got.Found || got.Level != x.level || got.Value != x.value || ids != x.places {
			t.Errorf("%s: %+v", x.name, got)
		}
		x.rule.P = &wet
		if got := x.rule.Read([]alert.Outcome{{RunID: "1", Result: result()}}); got.Found || got.Level != alert.None {
			t.Errorf("%s, runs of another frequency: %+v", x.name, got)
		}
	}
	late := alert.Rule{Indicator: "storage", Date: "2026-01-01", Steps: []alert.Step{step(3, 1e9)}}
	if got := late.Read([]alert.Outcome{{Result: result()}}); got.Found {
		t.Errorf("a date after the run: %+v", got)
	}
}

func TestFaultyRulesAreRefused(t *testing.T) {
	t.Parallel()
	steps := []alert.Step{{Level: 3, Threshold: 10}}
	w := alert.Watch{
		Rules: []alert.Rule{
			{ID: "a", Indicator: "luck", Steps: steps},
			{ID: "runs", Indicator: "shortage-rate", Steps: steps},
			{ID: "b", Indicator: "shortage-rate", Target: "x", Sector: "gambling", Steps: steps},
			{ID: "c", Indicator: "shortage-rate", Date: "soon", Steps: nil},
			{ID: "d", Indicator: "satisfaction", Steps: []alert.Step{{Level: 4, Threshold: 80}, {Level: 2, Threshold: 90}}},
			{ID: "d", Indicator: "shortage-rate", Steps: []alert.Step{{Level: 9, Threshold: 80}}},
		},
		RemindHours: -1,
		Tell:        []alert.Stage{{AfterMinutes: 5, To: []alert.Recipient{{}, {Email: "nobody"}, {Webhook: "ftp://x"}, {Webhook: "https://u:p@x"}, {Email: "a@b.cn", Secret: "X"}}}, {AfterMinutes: 5}},
	}
	got := map[string]bool{}
	for _, f := range w.Check("alerts") {
		got[f.Path] = true
		if strings.Contains(f.Problem.ZH+f.Problem.EN, "%!") {
			t.Errorf("%+v", f)
		}
	}
	for _, path := range []string{
		"rules[0].indicator", "rules[1].id", "rules[2].target", "rules[2].sector", "rules[3].date", "rules[3].steps", "rules[4].steps", "rules[5].id", "rules[5].steps",
		"remind_hours", "tell[0].after_minutes", "tell[1].after_minutes", "tell[1].to", "tell[0].to[0].email", "tell[0].to[1].email", "tell[0].to[2].webhook", "tell[0].to[3].webhook", "tell[0].to[4].secret",
	} {
		if !got["alerts."+path] {
			t.Errorf("no fault at %s; got %v", path, got)
		}
	}
}

func TestTheSameStateIsToldOnce(t *testing.T) {
	t.Parallel()
	now := time.Date(2025, 6, 1, 0, 0, 0, 0, time.UTC)
	open := func(l alert.Level, acknowledged bool, ago time.Duration) *alert.State {
		return &alert.State{Level: l, Acknowledged: acknowledged, Told: now.Add(-ago)}
	}
	const day = 24 * time.Hour
	for _, x := range []struct {
		name  string
		open  *alert.State
		level alert.Level
		want  alert.Event
	}{
		{"nothing", nil, alert.None, alert.Nothing},
		{"new", nil, alert.Blue, alert.Opened},
		{"the same", open(alert.Blue, false, time.Hour), alert.Blue, alert.Nothing},
		{"the same after a day", open(alert.Blue, false, day), alert.Blue, alert.Reminded},
		{"the same, acknowledged", open(alert.Blue, true, 9*day), alert.Blue, alert.Nothing},
		{"graver", open(alert.Yellow, true, time.Hour), alert.Orange, alert.Rose},
		{"less grave", open(alert.Orange, false, time.Hour), alert.Yellow, alert.Fell},
		{"over", open(alert.Orange, true, time.Hour), alert.None, alert.Cleared},
	} {
		if got := alert.Decide(x.open, x.level, now, day); got != x.want {
			t.Errorf("%s: %q, want %q", x.name, got, x.want)
		}
	}
}

func TestAMessageNamesPlacesFiguresAndTheRun(t *testing.T) {
	t.Parallel()
	m := alert.Message{
		Event: alert.Opened, Level: alert.Orange, Basin: "fen", Name: network.Text{ZH: "每日"}, Rule: "县", Indicator: "county-shortage-rate", Unit: "%",
		Value: 23.456, Threshold: 20, Run: "0197", Places: []alert.Point{{ID: "qingxu", Name: network.Text{ZH: "清徐县", EN: "Qingxu"}, Value: 23.456}},
	}
	m.Write("https://water.example/")
	for _, want := range []string{"【预警·Ⅱ级（橙色）】每日：县缺水率", "23.46 %", "≥ 20", "清徐县 23.46", "https://water.example/api/v1/runs/0197"} {
		if !strings.Contains(m.Text.ZH, want) {
			t.Errorf("%q does not hold %q", m.Text.ZH, want)
		}
	}
	for _, want := range []string{"[alert, level Ⅱ (orange)] 每日", "Qingxu", "threshold ≥ 20"} {
		if !strings.Contains(m.Text.EN, want) {
			t.Errorf("%q does not hold %q", m.Text.EN, want)
		}
	}
}
