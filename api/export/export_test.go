package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"fenhu/network"
	"fenhu/optimize"
)

// run is a result made by hand: two counties of one city, one outside, two
// periods, a section, a reservoir, a project, a quota.
func run() *optimize.Allocation {
	sector := func(s network.Sector, demand, got float64, grade string, from map[network.Origin]float64) optimize.SectorResult {
		info, _ := network.SectorByID(s)
		return optimize.SectorResult{
			Sector: s, NameZH: info.Name.ZH, NameEN: info.Name.EN, Demand: demand * 0.9, Delivery: got * 0.9, Shortage: (demand - got) * 0.9, Satisfaction: got / demand,
			Gross:       optimize.Gross{Demand: demand, Withdrawal: got, Shortage: demand - got, Sources: from},
			Reliability: optimize.Reliability{PeriodsMet: 1, Periods: 2, ByPeriod: 1.0 / 3, Share: 0.5, Years: 1, LongestGap: 1, MeanDepth: 0.2},
			Periods:     []optimize.PeriodResult{{Demand: demand * 0.4, Delivery: got * 0.4}, {Demand: demand * 0.5, Delivery: got * 0.5}}, Grade: grade,
		}
	}
	a := &optimize.Allocation{
		Status: "optimal", Basin: optimize.BasinInfo{ID: "hand", NameZH: "手工流域", NameEN: "Hand-made basin", Hash: "abc"},
		Year: 2025, P: 95, Mode: optimize.Foresight, Step: network.StepMonth,
		Periods: []optimize.Period{
			{Label: "2025-05", LabelEN: "2025-05", Start: "2025-05-01", Days: 31},
			{Label: "2025-06", LabelEN: "2025-06", Start: "2025-06-01", Days: 30},
		},
		Levels: []optimize.LevelResult{{ID: "domestic", Name: "城乡生活", NameEN: "domestic", Objective: 0, Unit: "万m³"}, {ID: "cost", Name: "供水成本最小", NameEN: "least cost", Pursues: "cost", Objective: 12.5, Unit: "万元"}},
		Counties: []optimize.County{
			{ID: "east", NameZH: "东县", NameEN: "East", City: "town", CityZH: "甲市", Sectors: []optimize.SectorResult{
				sector(network.UrbanDomestic, 1000, 1000, "B", map[network.Origin]float64{network.Surface: 600, network.Groundwater: 400}),
				sector(network.Irrigation, 2000, 1500.25, "D", map[network.Origin]float64{network.Surface: 1500.25}),
			}},
			{ID: "west", NameZH: "=西县", NameEN: "=WEST()", City: "town", CityZH: "甲市", Sectors: []optimize.SectorResult{
				sector(network.Industry, 300, 250, "B", map[network.Origin]float64{network.Yellow: 200, network.Reclaimed: 50}),
			}},
		},
		Outside: []optimize.County{{ID: "far", NameZH: "远县", NameEN: "Far", Sectors: []optimize.SectorResult{
			sector(network.Irrigation, 50, 40, "D", map[network.Origin]float64{network.OtherOrigin: 40}),
		}}},
		Sections:   []optimize.SectionResult{{ID: "gate", NameZH: "断面", NameEN: "gate", River: "汾河", TargetM3s: []float64{1, 2}, FlowM3s: []float64{1, 1.5}, MetShare: 0.5, Deficit: 129.6, WaterValue: []float64{0, 3}}},
		Projects:   []optimize.ProjectResult{{ID: "canal", NameZH: "干渠", NameEN: "canal", On: true, Volume: 80, Capacity: 100, Utilisation: 0.8, Cost: 4}, {ID: "renewal", NameZH: "改造", NameEN: "renewal"}},
		Reservoirs: []optimize.ReservoirRes{{ID: "lake", NameZH: "水库", NameEN: "lake", Initial: 100, Final: 90, Storage: []float64{120, 90}, Inflow: []float64{50, 10}, Release: []float64{28, 38}, Spill: []float64{0, 5}, Evaporation: []float64{1, 1}, Seepage: []float64{1, 1}, Max: []float64{150, 120}, Dead: 20, WaterValue: []float64{0, 1}}},
		Quotas:     []optimize.QuotaResult{{ID: "q", NameZH: "指标", NameEN: "quota", Kind: "quota", Sense: "≤", From: "2025-05", To: "2025-06", Used: 90, Limit: 100, Share: 0.9}},
		Nodes:      []optimize.NodeResult{{ID: "lake", NameZH: "水库", NameEN: "lake", Kind: "reservoir", WaterValue: []float64{0, 1}}},
		Indicators: optimize.Indicators{Demand: 2970, Delivery: 2475.225, Shortage: 494.775, Satisfaction: 0.8334, Worst: 0.8, WorstID: "east", GrossDemand: 3300, Withdrawal: 2750.25, GrossLack: 549.75},
		Ledger:     optimize.Ledger{Items: []optimize.LedgerItem{{ID: "natural", NameZH: "天然来水", NameEN: "natural inflow", Volume: 60}, {ID: "left", NameZH: "出境", NameEN: "outflow", Volume: -60}}},
		Costs:      optimize.Costs{Total: 12.5, Energy: 3},
		Estimates:  "部分为估算值", EstimatesEN: "some are estimates",
	}
	return a
}

// droughtRun is run under a drought plan that cut irrigation in June.
func droughtRun() *optimize.Allocation {
	a := run()
	value := 0.25
	a.Drought = []optimize.Drought{{
		ID: "plan", NameZH: "预案", NameEN: "plan", Grade: "D", InForce: true,
		Indicators: []optimize.DroughtIndicator{{ID: "stored", NameZH: "蓄水率", NameEN: "stored", Measure: "useful", Unit: "-"}, {ID: "lake", NameZH: "蓄水", NameEN: "lake", Measure: "storage", Unit: "万m³"}},
		Levels:     []optimize.DroughtLevel{{}, {Level: network.DroughtBlue, MeasuresZH: "农田灌溉限供至 90%", MeasuresEN: "irrigation cut to 90%"}},
		Periods: []optimize.DroughtPeriod{
			{Values: []*float64{nil, nil}},
			{
				Level: network.DroughtBlue, Values: []*float64{&value, nil}, Restriction: 90, Shortage: 45,
				Because: []optimize.DroughtCrossing{{Indicator: "stored", Level: network.DroughtBlue, Enter: true, Value: 0.25, Threshold: 0.3}},
			},
		},
	}}
	s := &a.Counties[0].Sectors[1]
	s.Restriction, s.Shortage, s.Periods[1].Restriction = 90, s.Shortage-90, 90
	s.Gross.Restriction, s.Gross.Shortage = 100, s.Gross.Shortage-100
	a.Indicators.Restriction, a.Indicators.GrossCut = 90, 100
	return a
}

func TestTablesShowTheRestriction(t *testing.T) {
	t.Parallel()
	a := droughtRun()
	for id, at := range map[string]struct {
		row    int
		column string
		want   float64
	}{
		"balance":    {0, "限供水量", 100},
		"allocation": {1, "限供水量", 100},
		"monthly":    {3, "限供水量", 90},
		"drought":    {1, "限供水量", 90},
	} {
		x := Tables(a, []string{id})[0]
		got := -1.0
		for i, c := range x.Columns {
			if c.Name.ZH == at.column {
				got, _ = x.Rows[at.row].Cells[i].Float()
			}
		}
		if got != at.want {
			t.Errorf("%s: restriction %g, want %g", id, got, at.want)
		}
		for _, r := range x.Rows {
			if len(r.Cells) != len(x.Columns) {
				t.Errorf("%s: %d cells in %d columns", id, len(r.Cells), len(x.Columns))
			}
		}
	}
	x := Tables(a, []string{"drought"})[0]
	cells := x.Rows[1].Cells
	if got, want := cells[3].Text(network.ZH)+"|"+cells[4].Text(network.EN)+"|"+cells[7].Text(network.EN), "蓄水率 25.0%|stored enters Ⅳ (blue) (threshold 30.0%)|irrigation cut to 90%"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	a.Drought[0].InForce = false
	if ids, _ := Select(a, []string{"drought"}); len(ids) != 0 {
		t.Error("a plan that was ignored has no timeline")
	}
	for _, c := range Tables(a, []string{"balance"})[0].Columns {
		if c.Name.ZH == "限供水量" {
			t.Error("a run without a plan shows a restriction")
		}
	}
}

func allTables(t *testing.T, a *optimize.Allocation) []Table {
	t.Helper()
	ids, unknown := Select(a, []string{"all"})
	if unknown != "" {
		t.Fatalf("unknown table %q", unknown)
	}
	return Tables(a, ids)
}

func TestEveryTableIsComplete(t *testing.T) {
	t.Parallel()
	broken := run()
	broken.Infeasible = &optimize.Diagnosis{
		Relaxations: []optimize.Relaxation{{ID: "r", Name: network.Text{ZH: "规则", EN: "rule"}, What: network.Text{ZH: "守不住", EN: "cannot hold"}, Amount: 5, Limit: 10}},
		Conflict:    []optimize.Conflict{{ID: "r", Name: network.Text{ZH: "规则", EN: "rule"}}},
		Text:        network.Text{ZH: "矛盾", EN: "contradiction"},
	}
	all, q := droughtRun(), qualityRun()
	all.WaterQuality, all.SectionQuality = q.WaterQuality, q.SectionQuality
	tables := append(allTables(t, all), Tables(broken, []string{"diagnosis"})...)
	tables = append(tables, EffectsTable([]Effect{{Project: "canal", Name: network.Text{ZH: "干渠", EN: "canal"}, BaseOn: true, With: run(), Without: run()}, {Project: "x", With: broken, Without: run()}}))
	if got, want := len(tables), len(tableList())+1; got != want {
		t.Errorf("%d tables, want %d", got, want)
	}
	for _, x := range tables {
		if x.Title.ZH == "" || x.Title.EN == "" || x.Title.ZH == x.Title.EN {
			t.Errorf("%s: title %+v", x.ID, x.Title)
		}
		if len(x.Rows) == 0 {
			t.Errorf("%s: no rows", x.ID)
		}
		for i, c := range x.Columns {
			if c.Name.ZH == "" || c.Name.EN == "" {
				t.Errorf("%s: column %d is %+v", x.ID, i, c.Name)
			}
			if (c.Group.ZH == "") != (c.Group.EN == "") {
				t.Errorf("%s: group of column %d is %+v", x.ID, i, c.Group)
			}
			if u := x.unit(c, network.EN); strings.ContainsAny(u, "万元天") {
				t.Errorf("%s: column %d has unit %q in English", x.ID, i, u)
			}
		}
		for _, r := range x.Rows {
			if len(r.Cells) != len(x.Columns) {
				t.Errorf("%s: a row has %d cells for %d columns", x.ID, len(r.Cells), len(x.Columns))
			}
		}
		for _, n := range x.Notes {
			if n.ZH == "" || n.EN == "" {
				t.Errorf("%s: note %+v", x.ID, n)
			}
		}
	}
}

// The columns of the supply–demand table and their order are those of
// RULES UN-05.
func TestBalanceHasTheColumnsOfThePlanningTable(t *testing.T) {
	t.Parallel()
	var got []string
	b := Tables(run(), []string{"balance"})[0]
	for _, c := range b.Columns {
		got = append(got, strings.TrimPrefix(c.Group.ZH+":", ":")+c.Name.ZH)
	}
	want := []string{
		"分区/行政区", "水平年", "保证率P", "需水量:城镇生活", "需水量:农村生活", "需水量:工业", "需水量:建筑业及三产", "需水量:农田灌溉", "需水量:林牧渔畜", "需水量:河道外生态", "需水量:小计",
		"可供水量:地表水", "可供水量:地下水", "可供水量:外调水(引黄)", "可供水量:其他:再生水", "可供水量:其他:矿坑水等", "可供水量:小计",
		"余缺水量", "缺水量", "缺水率", "其中:生活缺", "其中:工业缺", "其中:农业缺", "备注",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestBalanceTotals(t *testing.T) {
	t.Parallel()
	b := Tables(run(), []string{"balance"})[0]
	row := func(name string) Row {
		for _, r := range b.Rows {
			if r.Cells[0].Text(network.ZH) == name {
				return r
			}
		}
		t.Fatalf("no row %s", name)
		return Row{}
	}
	number := func(name string, i int) float64 { v, _ := row(name).Cells[i].Float(); return v }
	for _, x := range []struct {
		name string
		col  int
		want float64
	}{
		{"东县", 10, 3000},
		{"合计", 10, 3300},
		{"合计", 11, 2100.25},
		{"合计", 12, 400},
		{"合计", 13, 200},
		{"合计", 14, 50},
		{"合计", 16, 2750.25},
		{"合计", 17, -549.75},
		{"合计", 18, 549.75},
		{"合计", 19, 100 * 549.75 / 3300},
		{"合计", 20, 0},
		{"合计", 21, 50},
		{"合计", 22, 499.75},
		{"甲市小计", 18, 549.75},
		{"区外:远县", 18, 10},
	} {
		if got := number(x.name, x.col); math.Abs(got-x.want) > 1e-9 {
			t.Errorf("%s column %d = %g, want %g", x.name, x.col, got, x.want)
		}
	}
	if got := row("东县").Cells[23].Text(network.ZH); got != "估" {
		t.Errorf("mark of a county with an estimate is %q", got)
	}
	if got := row("=西县").Cells[23].Text(network.ZH); got != "" {
		t.Errorf("mark of a county without estimates is %q", got)
	}
}

func TestTextLinesUpWithChineseNames(t *testing.T) {
	t.Parallel()
	x := Table{
		Title:   network.Text{ZH: "表", EN: "table"},
		Columns: []Column{words("名称", "name"), figure("水量", "volume", "-", 1), words("备注", "remark")},
		Rows: []Row{
			{Cells: []Cell{Words("尖草坪区", "a"), Number(1234.56), Words("甲", "x")}},
			{Cells: []Cell{Words("A", "b"), Number(-0.01), Words("乙", "y")}},
			{Kind: Total, Cells: []Cell{Words("合计", "c"), None(), Words("丙", "z")}},
		},
	}
	var b bytes.Buffer
	if err := writeText(&b, Document{Tables: []Table{x}, Lang: network.ZH}); err != nil {
		t.Fatal(err)
	}
	want := `表
=======================
名称         水量  备注
-----------------------
尖草坪区  1,234.6  甲
A             0.0  乙
-----------------------
合计            —  丙
-----------------------
`
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

func TestTextKeepsItsWidth(t *testing.T) {
	t.Parallel()
	ruler := measure()
	for _, l := range []network.Lang{network.ZH, network.EN} {
		a := run()
		a.Counties[0].NameZH, a.Counties[0].NameEN = strings.Repeat("很长的名字", 20), strings.Repeat("a very long name ", 10)
		var b bytes.Buffer
		if err := writeText(&b, Document{Run: a, Tables: allTables(t, a), Lang: l, Width: 160}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.SplitSeq(b.String(), "\n") {
			if w := ruler.StringWidth(line); w > 160 {
				t.Errorf("%s: a line has %d columns: %s", l, w, line)
			}
		}
	}
}

func TestTextSpeaksOneLanguage(t *testing.T) {
	t.Parallel()
	a := run()
	a.Sections[0].River = "Fen"
	var zh, en bytes.Buffer
	if err := writeText(&zh, Document{Run: a, Tables: allTables(t, a), Lang: network.ZH}); err != nil {
		t.Fatal(err)
	}
	if err := writeText(&en, Document{Run: a, Tables: allTables(t, a), Lang: network.EN}); err != nil {
		t.Fatal(err)
	}
	for _, r := range en.String() {
		if r >= 0x3400 && r < 0xa000 {
			t.Fatalf("English text holds %q:\n%s", r, en.String())
		}
	}
	for _, word := range []string{"demand", "shortage", "reservoir", "Note"} {
		if strings.Contains(zh.String(), word) {
			t.Errorf("Chinese text holds %q", word)
		}
	}
}

func TestCSVReadsBack(t *testing.T) {
	t.Parallel()
	a := run()
	var b bytes.Buffer
	f, _ := FormatByID("csv")
	if err := f.Write(&b, Document{Tables: Tables(a, []string{"balance"}), Lang: network.ZH, ByteOrderMark: true}); err != nil {
		t.Fatal(err)
	}
	rest, found := strings.CutPrefix(b.String(), "\ufeff")
	if !found {
		t.Error("no byte order mark")
	}
	rows, err := csv.NewReader(strings.NewReader(rest)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if r[0] != "合计" {
			continue
		}
		got, err := strconv.ParseFloat(r[18], 64)
		if err != nil || math.Abs(got-a.Indicators.GrossLack) > 1e-6 {
			t.Errorf("total shortage %s, want %g", r[18], a.Indicators.GrossLack)
		}
		if r[17] != "-549.75" {
			t.Errorf("a negative number became %q", r[17])
		}
	}
	if rows[0][3] != "需水量/城镇生活 [万m³]" {
		t.Errorf("heading %q", rows[0][3])
	}
	if err := f.Write(&b, Document{Tables: allTables(t, a)}); err == nil {
		t.Error("several tables went into one CSV file")
	}
}

func TestFormulasAreMadeHarmless(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"": "", "plain": "plain", "=1+1": "'=1+1", "+1": "'+1", "-x": "'-x", "@a": "'@a", "\ta": "'\ta", "\ra": "'\ra", "a=b": "a=b", "汾河": "汾河",
	} {
		if got := safe(in); got != want {
			t.Errorf("safe(%q) = %q, want %q", in, got, want)
		}
	}
	a := run()
	var c bytes.Buffer
	if err := writeCSV(&c, Document{Tables: Tables(a, []string{"sources"}), Lang: network.EN}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(c.String(), "\n'=WEST(),") {
		t.Errorf("CSV holds a formula:\n%s", c.String())
	}
}

func TestWorkbookReadsBack(t *testing.T) {
	t.Parallel()
	a := run()
	tables := allTables(t, a)
	var b bytes.Buffer
	made := time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	if err := writeXLSX(&b, Document{Run: a, Tables: tables, Lang: network.ZH, Made: made, Options: []Option{{network.Text{ZH: "情景", EN: "scenario"}, "=cmd()"}}}); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sheets := f.GetSheetList()
	if got, want := len(sheets), len(tables)+1; got != want || sheets[0] != "封面" || sheets[1] != "水资源供需平衡分析表" {
		t.Errorf("%d sheets %v, want %d", got, sheets, want)
	}
	cover, err := f.GetRows("封面")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, r := range cover {
		lines = append(lines, strings.Join(r, "="))
	}
	flat := strings.Join(lines, "\n")
	for _, want := range []string{"手工流域 (hand)", "水平年=2025", "情景='=cmd()", "abc", "2026-01-02 03:04 UTC", "部分为估算值"} {
		if !strings.Contains(flat, want) {
			t.Errorf("cover lacks %q:\n%s", want, flat)
		}
	}
	rows, err := f.GetRows("水资源供需平衡分析表", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for i, r := range rows {
		if len(r) == 0 || r[0] != "合计" {
			continue
		}
		found = true
		if got, _ := strconv.ParseFloat(r[18], 64); math.Abs(got-a.Indicators.GrossLack) > 1e-9 {
			t.Errorf("total shortage %s, want %g", r[18], a.Indicators.GrossLack)
		}
		cell, _ := excelize.CoordinatesToCellName(19, i+1)
		id, err := f.GetCellStyle("水资源供需平衡分析表", cell)
		if err != nil {
			t.Fatal(err)
		}
		style, err := f.GetStyle(id)
		if err != nil {
			t.Fatal(err)
		}
		if style.Font == nil || !style.Font.Bold || style.CustomNumFmt == nil && style.NumFmt == 0 {
			t.Errorf("total has style %+v", style)
		}
	}
	if !found {
		t.Error("no row 合计")
	}
	panes, err := f.GetPanes("水资源供需平衡分析表")
	if err != nil || !panes.Freeze || panes.YSplit != 3 {
		t.Errorf("panes %+v, %v", panes, err)
	}
	for _, s := range sheets {
		all, err := f.GetRows(s)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range all {
			for j := range r {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, _ := f.GetCellFormula(s, cell); formula != "" {
					t.Errorf("%s %s holds formula %q", s, cell, formula)
				}
			}
		}
	}
}

// Tables are made of what JSON holds, so a stored result gives the same ones.
func TestTablesOfAStoredResult(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(run())
	if err != nil {
		t.Fatal(err)
	}
	var stored optimize.Allocation
	if err := json.Unmarshal(data, &stored); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(allTables(t, run()), allTables(t, &stored), cmp.AllowUnexported(Cell{})); d != "" {
		t.Error(d)
	}
}

func TestSelect(t *testing.T) {
	t.Parallel()
	a := run()
	for _, x := range []struct {
		name    string
		names   []string
		want    string
		unknown string
	}{
		{"main", nil, "balance sections projects reservoirs levels", ""},
		{"one", []string{"ledger"}, "ledger", ""},
		{"in table order", []string{"ledger", "balance"}, "balance ledger", ""},
		{"unknown", []string{"x"}, "", "x"},
		{"not there", []string{"diagnosis"}, "", ""},
	} {
		ids, unknown := Select(a, x.names)
		if got := strings.Join(ids, " "); got != x.want || unknown != x.unknown {
			t.Errorf("%s: %q and %q, want %q and %q", x.name, got, unknown, x.want, x.unknown)
		}
	}
	a.Infeasible = new(optimize.Diagnosis)
	if ids, _ := Select(a, []string{"balance"}); strings.Join(ids, " ") != "diagnosis" {
		t.Errorf("infeasible: %v", ids)
	}
}

func TestDecimal(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{0, 0, "0"}, {-0.4, 0, "0"}, {999.5, 0, "1,000"}, {-1234567.891, 2, "−1,234,567.89"}, {12, 1, "12.0"}, {-0.04, 1, "0.0"}, {100, 0, "100"}, {1e6, 0, "1,000,000"},
	} {
		if got := decimal(x.v, x.decimals); got != x.want {
			t.Errorf("decimal(%g, %d) = %q, want %q", x.v, x.decimals, got, x.want)
		}
	}
	if _, ok := Number(math.NaN()).Float(); ok {
		t.Error("NaN became a number")
	}
}

func TestSheetNames(t *testing.T) {
	t.Parallel()
	x := &workbook{names: map[string]bool{}}
	for _, in := range []string{"a:b/c", strings.Repeat("长", 40), strings.Repeat("长", 40), "", "", "A", "a", "'q'"} {
		got := x.sheetName(in)
		if got == "" || len([]rune(got)) > maxSheetName || strings.ContainsAny(got, `:\/?*[]`) || strings.HasPrefix(got, "'") {
			t.Errorf("sheet name %q of %q", got, in)
		}
	}
	if len(x.names) != 8 {
		t.Errorf("names are not different: %v", x.names)
	}
}
