package brief_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"math"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"fenhu/api/brief"
	"fenhu/api/export"
	"fenhu/api/request"
	"fenhu/network"
	"fenhu/network/ensemble"
	"fenhu/optimize"
	"fenhu/optimize/highs"
	"fenhu/seeds"
)

// made is the input of the brief of the built-in basin for P = 95 % of 2025, made
// once for all tests, which read it only.
func made() func() (brief.Input, error) {
	return sync.OnceValues(func() (in brief.Input, err error) {
		document, err := seeds.Document("fen-hutuo")
		if err != nil {
			return in, err
		}
		p := 95.0
		n, _, err := (&request.Request{Year: 2025, P: &p}).Network(document, nil)
		if err != nil {
			return in, err
		}
		if n, _, err = brief.SwitchOn(n); err != nil {
			return in, err
		}
		o := optimize.Options{Solver: highs.New(highs.Options{}), Mode: optimize.Rolling}
		in.Network = n
		if in.Run, err = optimize.Allocate(context(), n, o); err != nil {
			return in, err
		}
		others, err := brief.Alternatives(n)
		if err != nil {
			return in, err
		}
		for _, x := range others {
			run, err := optimize.Allocate(context(), x.Network, o)
			if err != nil {
				return in, err
			}
			in.Variants = append(in.Variants, brief.Variant{Name: x.Name, Source: x.Source, Adds: x.Adds, Run: run})
		}
		source := &ensemble.Source{Traces: 8, Seed: 1}
		set, err := source.Generate(n)
		if err != nil {
			return in, err
		}
		outcome, err := optimize.Simulate(context(), n, set, optimize.SimulateOptions{Solver: o.Solver})
		if err != nil {
			return in, err
		}
		in.Ensemble, in.Traces = optimize.Summarise(outcome, 0), source.Title()
		return in, nil
	})
}

func TestTheBriefOfTheBuiltInBasin(t *testing.T) {
	t.Parallel()
	in, err := made()()
	if err != nil {
		t.Fatal(err)
	}
	b, err := brief.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[network.Lang]string{}
	for _, lang := range []network.Lang{network.ZH, network.EN} {
		var out bytes.Buffer
		if err := b.HTML(&out, lang); err != nil {
			t.Fatal(err)
		}
		pages[lang] = out.String()
	}
	t.Run("shows the tables as they are", func(t *testing.T) { t.Parallel(); sameCells(t, pages, b.Tables()) })
	t.Run("says no figure that is not in a table", func(t *testing.T) { t.Parallel(); figuresAreInTables(t, b) })
	t.Run("adds up to the result", func(t *testing.T) { t.Parallel(); addsUp(t, b, in.Run) })
	t.Run("needs nothing but itself", func(t *testing.T) { t.Parallel(); standsAlone(t, pages) })
	t.Run("is a workbook too", func(t *testing.T) { t.Parallel(); isWorkbook(t, b) })
	t.Run("compares the plan and both emergency sources", func(t *testing.T) { t.Parallel(); comparesSources(t, in, b) })
}

// sameCells compares what stands in the cells of the page, in order, with the tables.
func sameCells(t *testing.T, pages map[network.Lang]string, tables []export.Table) {
	t.Helper()
	cells := regexp.MustCompile(`(?s)<td[^>]*>(.*?)</td>`)
	for lang, page := range pages {
		got := cells.FindAllStringSubmatch(page, -1)
		at := 0
		for _, table := range tables {
			for _, row := range table.Rows {
				for i, c := range row.Cells {
					if at == len(got) {
						t.Fatalf("%s: the page ends at cell %d, in %s", lang, at, table.ID)
					}
					text := unescape(got[at][1])
					at++
					x, number := c.Float()
					if !number {
						if text != c.Text(lang) {
							t.Errorf("%s, %s: the page has %q, the table %q", lang, table.ID, text, c.Text(lang))
						}
						continue
					}
					half := 0.5 * math.Pow10(-table.Columns[i].Decimals)
					if y := parse(t, text); math.Abs(x-y) > half*1.000001 {
						t.Errorf("%s, %s: the page has %s, the table %v", lang, table.ID, text, x)
					}
				}
			}
		}
		if at != len(got) {
			t.Errorf("%s: the page has %d cells, the tables %d", lang, len(got), at)
		}
	}
}

// figuresAreInTables takes the volumes (with a separator of thousands) that the
// sentences and tiles say and looks for each in a table.
func figuresAreInTables(t *testing.T, b *brief.Brief) {
	t.Helper()
	known := map[string]bool{}
	for _, table := range b.Tables() {
		for _, row := range table.Rows {
			for _, c := range row.Cells {
				if x, ok := c.Float(); ok {
					known[grouped(math.Abs(x))] = true
				}
			}
		}
	}
	var said []string
	for _, x := range b.Tiles {
		said = append(said, x.Value.ZH, x.Note.ZH, x.Value.EN, x.Note.EN)
	}
	for _, x := range b.Findings {
		said = append(said, x.ZH, x.EN)
	}
	for i := range b.Sections {
		for _, x := range append(b.Sections[i].Text, b.Sections[i].Steps...) {
			said = append(said, x.ZH, x.EN)
		}
	}
	volumes := regexp.MustCompile(`\d{1,3}(,\d{3})+`)
	seen := 0
	for _, sentence := range said {
		for _, x := range volumes.FindAllString(sentence, -1) {
			seen++
			if !known[x] && !storedMore(x, b) {
				t.Errorf("%s is in no table: %s", x, sentence)
			}
		}
	}
	if seen < 20 {
		t.Errorf("only %d figures were found in the sentences", seen)
	}
}

// storedMore is the one figure that a sentence takes from two cells: what is more in
// store than without the plan.
func storedMore(x string, b *brief.Brief) bool {
	var stored []float64
	for _, table := range b.Tables() {
		if table.ID != "brief-responses" {
			continue
		}
		for _, row := range table.Rows {
			v, _ := row.Cells[10].Float()
			stored = append(stored, v)
		}
	}
	return len(stored) > 1 && grouped(stored[0]-stored[1]) == x
}

func addsUp(t *testing.T, b *brief.Brief, run *optimize.Allocation) {
	t.Helper()
	total := func(id string, column int) float64 {
		for _, table := range b.Tables() {
			if table.ID == id {
				x, _ := table.Rows[len(table.Rows)-1].Cells[column].Float()
				return x
			}
		}
		t.Fatalf("there is no table %s", id)
		return 0
	}
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"demand by period", total("brief-process", 2), run.Indicators.Demand},
		{"supply by period", total("brief-process", 3), run.Indicators.Delivery},
		{"restriction by period", total("brief-process", 4), run.Indicators.Restriction},
		{"shortage by period", total("brief-process", 5), run.Indicators.Shortage},
		{"demand by county", total("brief-shortage", 2), run.Indicators.Demand},
		{"restriction by county", total("brief-shortage", 4), run.Indicators.Restriction},
		{"shortage by county", total("brief-shortage", 5), run.Indicators.Shortage},
		{"lacking by sector", total("brief-shortage", 7) + total("brief-shortage", 8) + total("brief-shortage", 9) + total("brief-shortage", 10), run.Indicators.Restriction + run.Indicators.Shortage},
	} {
		if math.Abs(c.got-c.want) > 1e-6*(1+math.Abs(c.want)) {
			t.Errorf("%s: the brief has %v, the result %v", c.what, c.got, c.want)
		}
	}
}

func standsAlone(t *testing.T, pages map[network.Lang]string) {
	t.Helper()
	outside := regexp.MustCompile(`(?i)<script|<link|<img|\bsrc=|url\(|@import|<iframe`)
	for lang, page := range pages {
		if m := outside.FindString(page); m != "" {
			t.Errorf("%s: the page asks for more: %s", lang, m)
		}
		if n := strings.Count(page, "<svg"); n < 6 {
			t.Errorf("%s: %d figures", lang, n)
		}
	}
	han := regexp.MustCompile(`\p{Han}`)
	body := regexp.MustCompile(`(?s)<style>.*?</style>`).ReplaceAllString(pages[network.EN], "")
	for _, x := range regexp.MustCompile(`(?s)<(?:p|li|th|h1|h2|figcaption)[^>]*>(.*?)</`).FindAllStringSubmatch(body, -1) {
		if han.MatchString(x[1]) {
			t.Errorf("the English page has Chinese: %s", x[1])
		}
	}
}

func isWorkbook(t *testing.T, b *brief.Brief) {
	t.Helper()
	var out bytes.Buffer
	if err := b.XLSX(&out, network.ZH); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := f.SheetCount, len(b.Tables())+1; got != want {
		t.Errorf("%d sheets, want %d", got, want)
	}
	if title, err := f.GetCellValue(f.GetSheetName(0), "A1"); err != nil || title != b.Title.ZH {
		t.Errorf("the cover is headed %q, %v", title, err)
	}
}

func comparesSources(t *testing.T, in brief.Input, b *brief.Brief) {
	t.Helper()
	if len(in.Variants) != 3 {
		t.Fatalf("%d variants, want no plan, 坪上 and the link", len(in.Variants))
	}
	if in.Variants[1].Adds || !in.Variants[2].Adds {
		t.Error("坪上 is in use in 2025 and the link is not")
	}
	for i := range in.Variants[0].Run.Drought {
		if in.Variants[0].Run.Drought[i].InForce {
			t.Error("a plan is in force in the run without one")
		}
	}
	for _, table := range b.Tables() {
		if table.ID != "brief-responses" {
			continue
		}
		if len(table.Rows) != 4 {
			t.Errorf("%d rows, want 4", len(table.Rows))
		}
		for i, x := range in.Variants {
			got, _ := table.Rows[i+1].Cells[4].Float()
			if math.Abs(got-x.Run.Indicators.Shortage) > 1e-6 {
				t.Errorf("%s: shortage %v, its run has %v", x.Name.EN, got, x.Run.Indicators.Shortage)
			}
		}
	}
}

func TestABriefRefusesARunWithForesight(t *testing.T) {
	t.Parallel()
	_, err := brief.Build(brief.Input{Run: &optimize.Allocation{Mode: optimize.Foresight}})
	if !errors.Is(err, brief.ErrForesight) {
		t.Errorf("got %v", err)
	}
}

func TestAlternativesLeaveTheNetworkAlone(t *testing.T) {
	t.Parallel()
	document, err := seeds.Document("fen-hutuo")
	if err != nil {
		t.Fatal(err)
	}
	off, _, err := (&request.Request{Year: 2025}).Network(document, nil)
	if err != nil {
		t.Fatal(err)
	}
	if none, err := brief.Alternatives(off); err != nil || len(none) != 0 {
		t.Errorf("without a plan: %d alternatives, %v", len(none), err)
	}
	on, names, err := brief.SwitchOn(off)
	if err != nil || len(names) != 1 {
		t.Fatalf("switched on %v, %v", names, err)
	}
	if _, again, err := brief.SwitchOn(on); err != nil || again != nil {
		t.Errorf("switched on again: %v, %v", again, err)
	}
	before, err := on.Hash()
	if err != nil {
		t.Fatal(err)
	}
	all, err := brief.Alternatives(on)
	if err != nil || len(all) != 3 {
		t.Fatalf("%d alternatives, %v", len(all), err)
	}
	if after, err := on.Hash(); err != nil || after != before {
		t.Error("the network was changed")
	}
	for _, id := range []string{"pingshang", "yh-hutuo-link"} {
		mine := on.ProjectByID(id).IsOn(2025)
		changed := 0
		for _, x := range all {
			if x.Network.ProjectByID(id).IsOn(2025) != mine {
				changed++
			}
		}
		if changed != 1 {
			t.Errorf("%s is switched in %d alternatives, want 1", id, changed)
		}
	}
}

func parse(t *testing.T, s string) float64 {
	t.Helper()
	s = strings.NewReplacer(",", "", "−", "-").Replace(s)
	x, err := parseFloat(s)
	if err != nil {
		t.Errorf("%q is not a number", s)
	}
	return x
}

func unescape(s string) string {
	d := xml.NewDecoder(strings.NewReader("<x>" + s + "</x>"))
	d.Strict, d.Entity = false, xml.HTMLEntity
	var out strings.Builder
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			return s
		}
		if text, ok := token.(xml.CharData); ok {
			out.Write(text)
		}
	}
}
