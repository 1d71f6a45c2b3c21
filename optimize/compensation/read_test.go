package compensation

import (
	"errors"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"fenhu/network"
	"fenhu/network/quality"
	"fenhu/optimize"
)

func TestRecordsAreReadAsWritten(t *testing.T) {
	t.Parallel()
	got, err := ReadRecords([]byte("\xef\xbb\xbf断面,时段,项目,数值,目标,入境,上年同期,来源\n"+
		"s,2025-08,状态,断流,,,,\n"+
		"s,2025-07,氨氮,1.2,1.0,,0.9,月报\n"+
		"s,2025-07,COD,24,20,18,22,\n"+
		"s,2025-07,class,Ⅳ,III,,劣Ⅴ,\n"+
		"s,2025-07,flow,4.1,3.0,,,\n"+
		"s,2025-07,volume,1099,900,,,\n"+
		"s,2025,accident,是,,,,\n"), []string{"s"})
	if err != nil {
		t.Fatal(err)
	}
	july := Record{
		Section: "s", Year: 2025, Month: 7, Class: 4, Target: 3, Before: 6, Flow: 4.1, EcoFlow: 3, Volume: 1099, Baseline: 900, Source: "月报",
		Readings: []Reading{reading(quality.COD, 24, 20, 18, 22), reading(quality.NH3N, 1.2, 1, 0, 0.9)},
	}
	want := []Record{{Section: "s", Year: 2025, Accident: true}, july, {Section: "s", Year: 2025, Month: 8, State: Dry}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func faultLines(t *testing.T, err error) string {
	t.Helper()
	faults, ok := errors.AsType[network.Faults](err)
	if !ok {
		t.Fatalf("error %v is no list of faults", err)
	}
	var lines []string
	for _, f := range faults {
		lines = append(lines, strconv.Itoa(f.Line))
		if f.Problem.ZH == "" || f.Problem.EN == "" || strings.Contains(f.Problem.ZH+f.Problem.EN, "%!") {
			t.Errorf("line %d has no good text: %v", f.Line, f.Problem)
		}
	}
	return strings.Join(lines, " ")
}

func TestBadRecordsAreRefusedWholeWithEveryFault(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ name, csv, want string }{
		{"rows", "section,period,item,value,target\n" +
			"s,2025-07,COD,-1,20\n" + // negative
			"s,2025-07,NH3-N,many,1\n" + // text
			"x,2025-07,COD,1,20\n" + // unknown section
			"s,2025-08,COD,1,20\ns,2025-08,COD,2,20\n" + // twice
			"s,July,COD,1,20\n" + // no period
			"s,2025-09,colour,1,20\n" + // unknown item
			"s,2025-09,class,VIII,\n" +
			"s,2025-09,state,gone,\n" +
			"s,2025-09,TP,NaN,1\n" +
			"s,2025-09,TP\n" +
			"s,2025-10,flow,,3\n", "2 3 4 6 7 8 9 10 11 12 13"},
		{"header", "section,section,when\n1,2,3\n", "1 1 1 1 1"},
		{"empty", "section,period,item,value\n", "0"},
		{"nothing", "", "0"},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			_, err := ReadRecords([]byte(x.csv), []string{"s"})
			if got := faultLines(t, err); got != x.want {
				t.Errorf("faults in lines %s, want %s\n%v", got, x.want, err)
			}
		})
	}
}

func FuzzReadRecords(f *testing.F) {
	f.Add([]byte("section,period,item,value,target,inflow,before,source\ns,2025-07,COD,24,20,18,22,x\n"))
	f.Add([]byte("断面,时段,项目,数值\ns,2025,class,IV\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		records, err := ReadRecords(data, nil)
		if err != nil {
			return
		}
		for _, p := range Presets() {
			a := agreement(p.ID)
			a.Sections = []string{records[0].Section}
			s, err := Settle(a, Period{Year: 2025}, records)
			if err != nil {
				continue
			}
			sum := Money(0)
			for _, b := range s.Balances {
				sum += b.Net
			}
			if sum != 0 {
				t.Errorf("%s: balances sum to %s", p.ID, sum)
			}
		}
	})
}

func TestAgreementsAreReadStrictly(t *testing.T) {
	t.Parallel()
	got, err := DecodeAgreements([]byte(`agreements:
  - {id: a, from: 2024, to: 2026, sections: [s], preset: FEN-T, upstream: [{id: u}], downstream: [{id: d, share: 0.4}, {id: e, share: 0.6}], params: {kq: [60]}}
`))
	if err != nil {
		t.Fatal(err)
	}
	want := []Agreement{{
		ID: "a", From: 2024, To: 2026, Sections: []string{"s"}, Preset: "FEN-T", Upstream: []Party{{ID: "u"}},
		Down: []Party{{ID: "d", Share: 0.4}, {ID: "e", Share: 0.6}}, Params: map[string][]float64{"kq": {60}},
	}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	for _, x := range []string{"", "agreements: []", "agreements: [{colour: red}]", "agreements: [{id: 1, from: soon}]", "a: [", "agreements: [{id: a}, {id: a}]"} {
		if _, err := DecodeAgreements([]byte(x)); err == nil {
			t.Errorf("%q is taken", x)
		}
	}
}

func TestARunFillsInWhatWasNotMonitored(t *testing.T) {
	t.Parallel()
	run := &optimize.Allocation{
		Step:    network.StepXun,
		Periods: []optimize.Period{{Start: "2025-07-01", Days: 10}, {Start: "2025-07-11", Days: 10}, {Start: "2025-07-21", Days: 11}, {Start: "2025-08-01", Days: 10}},
		Sections: []optimize.SectionResult{{
			ID: "s", FlowM3s: []float64{1, 2, 3, 4}, TargetM3s: []float64{2, 2, 2, 1},
		}},
	}
	run.Basin.ID, run.Basin.Hash = "b", "0123456789abcdef"
	seen := []Record{{Section: "s", Year: 2025, Month: 7, Class: 2}, {Section: "s", Year: 2025, Month: 8, Flow: 9, Volume: 8, Source: "gauge"}, {Section: "other", Year: 2025, Month: 7}}
	got, err := FromRun(seen, run, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || seen[0].Flow != 0 {
		t.Fatalf("%d records, want 3, and the given ones as they were", len(got))
	}
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-9 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	near("July's flow", got[0].Flow, 63.0/31)
	near("July's ecological flow", got[0].EcoFlow, 2)
	near("July's volume", got[0].Volume, 8.64*63)
	if got[0].Class != 2 || got[0].Source != "run of b 0123456789ab" {
		t.Errorf("July is %+v", got[0])
	}
	near("August's flow, which was measured", got[1].Flow, 9)
	more, err := FromRun(nil, run, "r1")
	if err != nil || len(more) != 2 {
		t.Errorf("%d records of the run alone, %v; want 2", len(more), err)
	}
}
