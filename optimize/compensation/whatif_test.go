package compensation

import (
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/network"
	"fenhu/network/quality"
)

func fenRecord() Record {
	r := month(7, reading(quality.COD, 28, 20), reading(quality.NH3N, 0.4, 1))
	r.Target, r.Flow, r.EcoFlow, r.Volume, r.Baseline = 3, 2.25, 3.00, 603, 900
	return r
}

// One cubic metre a second more in July is 267.84 万m³ (UN-01) at 0.05 万元, and the
// ecological flow is met.
func TestWhatACubicMetreASecondIsWorth(t *testing.T) {
	t.Parallel()
	a, records := agreement("FEN-T"), []Record{fenRecord()}
	more, err := Suppose(records, []WhatIf{{Section: "s", Period: "2025-07", FlowM3s: 1}})
	if err != nil {
		t.Fatal(err)
	}
	// Q = 3.25 is above 3.00 now: F goes from −7.5 to +30.
	if got := net(t, a, more...) - net(t, a, records...); math.Abs(got-(37.5+0.05*267.84)) > 1e-9 {
		t.Errorf("worth %v 万元, want 50.892", got)
	}
	if d := cmp.Diff([]Record{fenRecord()}, records); d != "" {
		t.Errorf("the records changed: %s", d)
	}
}

func TestWhatAClassIsWorth(t *testing.T) {
	t.Parallel()
	a, records := agreement("FEN-T"), []Record{fenRecord()}
	better, err := Suppose(records, []WhatIf{{Section: "s", Classes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	d := Differ(settle(t, a, Period{Year: 2025}, records), settle(t, a, Period{Year: 2025}, better))
	if len(d.Changes) != 2 || d.Same || d.Changes[0].Party != "down" || d.Changes[0].Change != -50*Wan || d.Changes[1].Change != 50*Wan || d.Changes[1].Period != "2025-07" {
		t.Errorf("changes %+v, want 50 万元 from down to up in July", d.Changes)
	}
	if x := better[0].Reading(quality.COD); x.Value != 20 || better[0].Reading(quality.NH3N).Value != 0.4 {
		t.Errorf("readings %+v, want COD at the limit of Ⅲ and NH3-N as it was", better[0].Readings)
	}
	worse, err := Suppose(records, []WhatIf{{Section: "s", Classes: -2}})
	if err != nil || worse[0].MeasuredClass() != 6 || worse[0].Reading(quality.COD).Value <= 40 {
		t.Errorf("two classes worse: %+v, %v", worse, err)
	}
	tenth, err := Suppose(records, []WhatIf{{Section: "s", Share: 0.5}})
	if err != nil || tenth[0].Reading(quality.COD).Value != 14 {
		t.Errorf("half the concentration: %+v, %v", tenth, err)
	}
	if same := Differ(settle(t, a, Period{Year: 2025}, records), settle(t, a, Period{2025, 7}, records)); !same.Same {
		t.Errorf("the same amounts differ: %+v", same)
	}
}

func TestFaultsOfWhatIfs(t *testing.T) {
	t.Parallel()
	_, err := Suppose([]Record{fenRecord()}, []WhatIf{{Section: "x", Classes: 1}, {Section: "s"}, {Section: "s", Period: "July", Share: -1}})
	faults, ok := errors.AsType[network.Faults](err)
	if !ok || len(faults) != 5 {
		t.Errorf("faults %v, want five", err)
	}
}
