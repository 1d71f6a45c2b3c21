package observe_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"fenhu/api/observe"
	"fenhu/network"
	"fenhu/seeds"
)

func options(tb testing.TB) observe.Options {
	tb.Helper()
	document, err := seeds.Document("fen-hutuo")
	if err != nil {
		tb.Fatal(err)
	}
	n, _, err := network.Decode(document, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return observe.Options{Basin: n, Zone: time.FixedZone("CST", 8*3600), Now: time.Date(2025, 6, 3, 0, 0, 0, 0, time.UTC), Source: "局"}
}

func TestAFileIsReadInTheUnitsItDeclares(t *testing.T) {
	t.Parallel()
	got, err := observe.ReadCSV([]byte("\xef\xbb\xbf节点,要素,时间,数值,单位,质量,来源\n"+
		"res-fenhe,蓄水量,2025-06-01 08:00,0.9120,亿m³,正常,站\n"+
		"res-fenhe,storage,2025-06-02,,,缺测,\n"+
		"sec-fenhe,flow,2025-06-01T08:00:00Z,259.2,万m³/d,estimated,\n"+
		"sec-fenhe,rain,2025/6/1,12.5,,,\n"), options(t))
	if err != nil {
		t.Fatal(err)
	}
	want := []struct {
		at      string
		value   float64
		quality observe.Quality
		source  string
	}{
		{"2025-06-01T00:00:00Z", 9120, observe.Good, "站"},
		{"2025-06-01T16:00:00Z", math.NaN(), observe.Missing, "局"},
		{"2025-06-01T08:00:00Z", 30, observe.Estimated, "局"}, // 259.2 / 8.64
		{"2025-05-31T16:00:00Z", 12.5, observe.Good, "局"},
	}
	if len(got) != len(want) {
		t.Fatalf("%d values, want %d", len(got), len(want))
	}
	for i, w := range want {
		g := got[i]
		if g.At.Format(time.RFC3339) != w.at || g.Quality != w.quality || g.Source != w.source {
			t.Errorf("value %d: %s %s %s", i, g.At.Format(time.RFC3339), g.Quality, g.Source)
		}
		if math.IsNaN(w.value) != (g.Value == nil) || g.Value != nil && math.Abs(*g.Value-w.value) > 1e-9 {
			t.Errorf("value %d is %v, want %g", i, g.Value, w.value)
		}
	}
}

func TestAllFaultsOfAFileAreListedWithTheirLines(t *testing.T) {
	t.Parallel()
	_, err := observe.ReadCSV([]byte(`node,quantity,time,value,unit,quality
nowhere,storage,2025-06-01,1,,
sec-fenhe,storage,2025-06-01,1,,
res-fenhe,snow,2025-06-01,1,,
res-fenhe,storage,yesterday,1,,
res-fenhe,storage,2035-06-01,1,,
res-fenhe,storage,2025-06-01,91200000,,
res-fenhe,storage,2025-06-01,9120,acre-feet,
res-fenhe,storage,2025-06-01,NaN,,
res-fenhe,storage,2025-06-01,,,
res-fenhe,storage,2025-06-01,5,,missing
res-fenhe,storage,2025-06-01,5,,splendid
sec-fenhe,flow,2025-06-01,-1,,
res-fenhe,storage,2025-06-01
res-fenhe,storage,2025-06-02,100,,
res-fenhe,storage,2025-06-02 00:00,200,,
`), options(t))
	faults, ok := errors.AsType[network.Faults](err)
	if !ok {
		t.Fatal(err)
	}
	lines := map[int]network.Fault{}
	for _, f := range faults {
		lines[f.Line] = f
		if f.Problem.ZH == "" || f.Problem.EN == "" || strings.Contains(f.Problem.ZH+f.Problem.EN, "%!") {
			t.Errorf("line %d: %+v", f.Line, f.Problem)
		}
	}
	for line := 2; line <= 16; line++ {
		if _, there := lines[line]; there == (line == 15) {
			t.Errorf("line %d: fault %v", line, lines[line])
		}
	}
	if f := lines[16]; !strings.Contains(f.Problem.EN, "line 15") || !strings.Contains(f.Problem.ZH, "第 15 行") {
		t.Errorf("the repetition does not name the first: %+v", f.Problem)
	}
	if f := lines[7]; !strings.Contains(f.Problem.EN, "declare the unit") {
		t.Errorf("m³ taken for 万m³: %+v", f.Problem)
	}
}

func TestJSONIsReadLikeCSV(t *testing.T) {
	t.Parallel()
	got, err := observe.ReadJSON([]byte(`{"values":[{"node":"res-fenhe","quantity":"storage","time":"2025-06-01 08:00","value":91200000,"unit":"m³"}]}`), options(t))
	if err != nil || len(got) != 1 || *got[0].Value != 9120 {
		t.Errorf("%+v, %v", got, err)
	}
	for body, want := range map[string]string{
		`{"values":[{"node":"res-fenhe","quantity":"storage","time":"2025-06-01","value":-1}]}`: "values[0].value",
		`{"values":[]}`: "values",
		`{"value":1}`:   "body",
		`{"values":[{"node":"res-fenhe","quantity":"storage","time":"2025-06-01","value":1},{"node":"res-fenhe","quantity":"storage","time":"2025-06-01","value":2}]}`: "values[1].time",
	} {
		_, err := observe.ReadJSON([]byte(body), options(t))
		if faults, ok := errors.AsType[network.Faults](err); !ok || len(faults) != 1 || faults[0].Path != want {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func FuzzReadCSV(f *testing.F) {
	f.Add("node,quantity,time,value\nres-fenhe,storage,2025-06-01,1\n")
	f.Add("node,quantity\n\"")
	o := options(f) // read once: each input is a few microseconds
	f.Fuzz(func(t *testing.T, text string) {
		values, err := observe.ReadCSV([]byte(text), o)
		if (err == nil) != (len(values) > 0) {
			t.Errorf("%d values, %v", len(values), err)
		}
		for _, v := range values {
			if v.Value != nil && (math.IsNaN(*v.Value) || math.IsInf(*v.Value, 0)) {
				t.Errorf("value %g", *v.Value)
			}
		}
	})
}

func TestSectionsAreRecordedByTheMonthWithTheirStates(t *testing.T) {
	t.Parallel()
	got, err := observe.ReadCSV([]byte("断面节点\n"), options(t))
	if err == nil {
		t.Errorf("an unknown column gave %v", got)
	}
	got, err = observe.ReadCSV([]byte("node,quantity,time,value,unit,quality\n"+
		"sec-fenhe,氨氮,2025-05,350,µg/L,\n"+
		"sec-fenhe,水质类别,2025-05,Ⅳ,,\n"+
		"sec-fenhe,volume,2025-05,0.12,亿m³,\n"+
		"sec-fenhe,flow,2025-04,,,断流\n"+
		"sec-fenhe,COD,2025-01,,,frozen\n"+
		"sec-fenhe,COD,2025-02,31,,suspended\n"), options(t))
	if err != nil {
		t.Fatal(err)
	}
	may := time.Date(2025, 4, 30, 16, 0, 0, 0, time.UTC) // midnight in China
	if v := got[0]; v.Quantity != "NH3-N" || math.Abs(*v.Value-0.35) > 1e-12 || !v.At.Equal(may) {
		t.Errorf("NH3-N %+v", v)
	}
	if *got[1].Value != 4 || *got[2].Value != 1200 {
		t.Errorf("class %g, volume %g", *got[1].Value, *got[2].Value)
	}
	if got[3].Value != nil || got[3].Quality != observe.Dry || got[4].Quality != observe.Frozen || *got[5].Value != 31 {
		t.Errorf("states %+v", got[3:])
	}
	_, err = observe.ReadCSV([]byte("node,quantity,time,value,unit,quality\n"+
		"sec-fenhe,COD,2025-05,-3,,\n"+ // negative
		"sec-fenhe,COD,2025-04,many,,\n"+ // text
		"nowhere,COD,2025-05,20,,\n"+ // unknown section
		"sec-fenhe,TP,2025-05,0.1,,\nsec-fenhe,TP,2025-05-01,0.2,,\n"+ // month twice
		"sec-fenhe,COD,2025-03,20,m³/s,\n"+ // wrong unit
		"sec-fenhe,class,2025-05,2.5,,\n"+
		"sec-fenhe,flow,2025-05,3,,dry\n"+
		"res-fenhe,storage,2025-05,,,dry\n"), options(t))
	faults, ok := errors.AsType[network.Faults](err)
	var lines []int
	for _, f := range faults {
		lines = append(lines, f.Line)
	}
	if !ok || fmt.Sprint(lines) != "[2 3 4 6 7 8 9 10]" {
		t.Errorf("faults in lines %v: %v", lines, err)
	}
}

func TestRowsOfASheetAreReadLikeCSV(t *testing.T) {
	t.Parallel()
	got, err := observe.ReadRows([][]string{{"节点", "要素", "时间", "数值", ""}, {"sec-fenhe", "COD", "2025-05", "20"}, nil, {"sec-fenhe", "COD", "2025-04", "18", ""}}, options(t))
	if err != nil || len(got) != 2 || *got[1].Value != 18 {
		t.Errorf("%+v, %v", got, err)
	}
	_, err = observe.ReadRows([][]string{{"node", "quantity", "time", "value"}, nil, {"sec-fenhe", "COD", "2025-05", "x"}}, options(t))
	if faults, ok := errors.AsType[network.Faults](err); !ok || faults[0].Line != 3 {
		t.Errorf("%v", err)
	}
}
