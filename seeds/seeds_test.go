package seeds_test

import (
	"encoding/csv"
	"errors"
	"io/fs"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"fenhu/network"
	"fenhu/seeds"
)

const basin = "fen-hutuo"

var years = []int{2020, 2025, 2035}

func load(t *testing.T) *network.Network {
	t.Helper()
	data, err := seeds.Document(basin)
	if err != nil {
		t.Fatal(err)
	}
	n, _, err := network.Decode(data, func(name string) ([]byte, error) { return seeds.File(basin, name) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// table reads a CSV file of testdata by its first column(s).
func table(t *testing.T, name string) [][]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNamesListsTheBasins(t *testing.T) {
	t.Parallel()
	if got := seeds.Names(); !slices.Equal(got, []string{basin}) {
		t.Errorf("Names() = %v", got)
	}
}

func TestFilesOutsideABasinDoNotExist(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ id, name string }{
		{"", "basin.yaml"},
		{".", "seeds.go"},
		{"..", "seeds.go"},
		{"../seeds", "seeds.go"},
		{"fen-hutuo/..", "basin.yaml"},
		{"none", "basin.yaml"},
		{basin, "../seeds.go"},
		{basin, "/etc/passwd"},
		{basin, "none.csv"},
		{basin, ""},
	} {
		if _, err := seeds.File(c.id, c.name); err == nil {
			t.Errorf("File(%q, %q) found something", c.id, c.name)
		}
	}
	if _, err := seeds.Open("none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("Open(none): %v, want fs.ErrNotExist", err)
	}
	if _, err := seeds.File(basin, "SOURCES.md"); err != nil {
		t.Error(err)
	}
}

// TestDocumentHasNoFaults also covers the other planning years: no demand may
// be cut off from water and no limit idle in any of them.
func TestDocumentHasNoFaults(t *testing.T) {
	t.Parallel()
	n := load(t)
	for _, year := range years {
		m := *n
		m.PlanningYear = year
		for _, f := range m.Check() {
			t.Errorf("%d: %s", year, f.In(network.EN))
		}
	}
}

func TestHashIsStable(t *testing.T) {
	t.Parallel()
	want, err := load(t).Hash()
	if err != nil {
		t.Fatal(err)
	}
	again := load(t)
	if got, _ := again.Hash(); got != want {
		t.Errorf("decoded twice: %s and %s", got, want)
	}
	text, err := again.EncodeYAML()
	if err != nil {
		t.Fatal(err)
	}
	written, _, err := network.Decode(text, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := written.Hash(); got != want {
		t.Errorf("written and read: %s, want %s", got, want)
	}
}

// figures collects every figure of a document by its path: single numbers,
// lists of numbers, and one entry a year of planning-year maps.
func figures(y *yaml.Node, path string, out map[string]string) {
	switch y.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(y.Content); i += 2 {
			key := y.Content[i].Value
			switch key {
			case "planning_year", "calendar", "commissioned", "year_start", "id", "name_zh", "name_en", "note", "source":
				continue // years and texts
			}
			figures(y.Content[i+1], strings.TrimPrefix(path+"."+key, "."), out)
		}
	case yaml.SequenceNode:
		var list []string
		for _, x := range y.Content {
			if isNumber(x) {
				list = append(list, x.Value)
			}
		}
		if len(list) > 0 {
			out[path] = strings.Join(list, " ")
			return
		}
		for i, x := range y.Content {
			figures(x, path+"."+keyOf(x, i), out)
		}
	default:
		if isNumber(y) {
			out[path] = y.Value
		}
	}
}

func isNumber(y *yaml.Node) bool {
	return y.Kind == yaml.ScalarNode && (y.Tag == "!!int" || y.Tag == "!!float")
}

// keyOf names a list item as the change "set" does: by its id, source or
// return node, else by its number.
func keyOf(y *yaml.Node, i int) string {
	for _, want := range []string{"id", "from", "to"} {
		for j := 0; y.Kind == yaml.MappingNode && j+1 < len(y.Content); j += 2 {
			if y.Content[j].Value == want {
				return y.Content[j+1].Value
			}
		}
	}
	return strconv.Itoa(i)
}

func TestEveryFigureHasASource(t *testing.T) {
	t.Parallel()
	data, err := seeds.Document(basin)
	if err != nil {
		t.Fatal(err)
	}
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	figures(root.Content[0], "", want)
	rows, err := seeds.Provenance(basin)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range rows {
		if seen[r.Path] {
			t.Errorf("%s: two rows", r.Path)
		}
		seen[r.Path] = true
		value, ok := want[r.Path]
		if !ok {
			t.Errorf("%s: no such figure in the document", r.Path)
			continue
		}
		if value != r.Value {
			t.Errorf("%s: %s in provenance, %s in the document", r.Path, r.Value, value)
		}
		if r.Unit == "" || r.Year == "" || strings.TrimSpace(r.Source) == "" || !slices.Contains([]string{"A", "B", "C", "D"}, r.Grade) {
			t.Errorf("%s: unit %q, year %q, source %q, grade %q", r.Path, r.Unit, r.Year, r.Source, r.Grade)
		}
		if strings.HasPrefix(r.Source, "http") {
			t.Errorf("%s: the source is a bare address", r.Path)
		}
	}
	for path := range want {
		if !seen[path] {
			t.Errorf("%s: no provenance", path)
		}
	}
}

// TestGradesAreTheWeakest: what a screen shows as the grade of a node, rule,
// project or region must not be better than any figure in it. Where a node is
// drawn on a map decides no result and is left out.
func TestGradesAreTheWeakest(t *testing.T) {
	t.Parallel()
	n := load(t)
	given := map[string]string{}
	for _, x := range n.Nodes {
		given["nodes."+x.Info().ID] = x.Info().Grade
	}
	for _, x := range n.Rules {
		given["rules."+x.Info().ID] = x.Info().Grade
	}
	for _, x := range n.Projects {
		given["projects."+x.ID] = x.Grade
	}
	for _, x := range n.Regions {
		given["regions."+x.ID] = x.Grade
	}
	for _, x := range n.Profiles {
		given["profiles."+x.ID] = x.Grade
	}
	for _, x := range n.Zones {
		given["zones."+x.ID] = x.Grade
	}
	weakest := map[string]string{}
	rows, err := seeds.Provenance(basin)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		p := strings.SplitN(r.Path, ".", 3)
		id := p[0] + "." + p[1]
		if p[len(p)-1] == "lon" || p[len(p)-1] == "lat" {
			continue
		}
		if _, ok := given[id]; ok {
			weakest[id] = max(weakest[id], r.Grade)
		}
	}
	for id, grade := range weakest {
		if given[id] != grade {
			t.Errorf("%s: grade %q, its weakest figure has %q", id, given[id], grade)
		}
	}
}

func TestMonthlySharesSumToOne(t *testing.T) {
	t.Parallel()
	for _, p := range load(t).Profiles {
		sum := 0.0
		for _, v := range p.Months {
			sum += v
		}
		if math.Abs(sum-1) > 5e-4 { // twelve figures printed to four digits
			t.Errorf("%s: %g", p.ID, sum)
		}
	}
}

// TestTotalsAgreeWithThePlan: 5.0422 million people, 3225.59 亿元 and 16 800 km²
// (晋政发〔2022〕10号).
func TestTotalsAgreeWithThePlan(t *testing.T) {
	t.Parallel()
	var people, gdp, area float64
	count := 0
	for _, r := range load(t).Regions {
		if r.Outside {
			continue
		}
		count++
		people, gdp, area = people+r.Population, gdp+r.GDP, area+r.Area
	}
	if count != 12 {
		t.Errorf("%d counties, want 12", count)
	}
	if people != 5042209 || math.Round(people/100)/100 != 504.22 {
		t.Errorf("population %.0f", people)
	}
	if math.Abs(gdp-3225.59) > 0.005 {
		t.Errorf("GDP %.2f", gdp)
	}
	if math.Abs(area/16800-1) > 0.01 {
		t.Errorf("area %.0f", area)
	}
}

// atYear is the network with the changes of the projects that are on.
func atYear(t *testing.T, year int) *network.Network {
	t.Helper()
	n := load(t)
	n.PlanningYear = year
	var s network.Scenario
	for _, p := range n.Projects {
		if p.IsOn(year) {
			s.Changes = append(s.Changes, p.WhenOn...)
		}
	}
	out, err := s.Apply(n)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var groups = map[network.Sector]string{
	network.UrbanDomestic: "domestic", network.RuralDomestic: "domestic",
	network.Industry: "industry", network.Irrigation: "agriculture", network.Ecology: "ecology",
}

// TestWithdrawalsEqualTheGrossDemands compares withdrawal = net/((1−leakage)·
// efficiency) with the gross demands of the compiled data, and the return flow
// with its return ratios: 0.75 domestic, 0.40 industry, 0.20 agriculture.
func TestWithdrawalsEqualTheGrossDemands(t *testing.T) {
	t.Parallel()
	ratio := map[string]float64{"domestic": 0.75, "industry": 0.4, "agriculture": 0.2}
	for column, year := range years {
		n := atYear(t, year)
		gross, back := map[string]float64{}, map[string]float64{}
		for _, x := range n.Nodes {
			d, ok := x.(*network.Demand)
			if !ok {
				continue
			}
			key := d.Region + " " + groups[d.Sector]
			net := d.Annual.Mean(year)
			gross[key] += net / ((1 - d.Leakage.Mean(year)) * d.Efficiency.Or(1).Mean(year))
			if len(d.Returns) > 0 {
				back[key] += net * (1 - d.Consumption.Mean(year))
			}
		}
		for _, row := range table(t, "gross.csv") {
			key, want := row[0]+" "+row[1], number(t, row[2+column])
			if math.Abs(gross[key]-want) > 0.05 { // the data print one digit
				t.Errorf("%d %s: withdrawal %.3f, want %.1f", year, key, gross[key], want)
			}
			if r, ok := ratio[row[1]]; ok && row[0] != "fenhe-irrigation" && math.Abs(back[key]/want-r) > 1e-3 {
				t.Errorf("%d %s: %.4f returns, want %g", year, key, back[key]/want, r)
			}
			delete(gross, key)
		}
		for key := range gross {
			t.Errorf("%d %s: not in the data", year, key)
		}
	}
}

// TestRenewalLowersWithdrawals: without the renewal the leakage of 2020 stays.
func TestRenewalLowersWithdrawals(t *testing.T) {
	t.Parallel()
	renewed := atYear(t, 2025)
	for _, x := range load(t).Nodes {
		if d, ok := x.(*network.Demand); ok && d.Sector == network.UrbanDomestic {
			after, _ := renewed.NodeByID(d.ID).(*network.Demand)
			if before, now := d.Leakage.At(2025, 1), after.Leakage.At(2025, 1); before < 0.1 || now != 0.09 {
				t.Errorf("%s: leakage %g before, %g after", d.ID, before, now)
			}
		}
	}
}

// TestDesignInflowsEqualTheTable compares the Pearson-III design years with
// those printed in the compiled data [万m³/a].
func TestDesignInflowsEqualTheTable(t *testing.T) {
	t.Parallel()
	n := load(t)
	rows := table(t, "design.csv")
	if len(rows) != 13 {
		t.Fatalf("%d inflows, want 13", len(rows))
	}
	for column, p := range []float64{50, 75, 90, 95} {
		m := *n
		m.Hydrology.P = p
		g, err := m.Lower()
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]float64{}
		for _, s := range g.Supplies {
			for _, v := range s.Volume {
				got[s.Node] += v
			}
		}
		for _, row := range rows {
			want := number(t, row[1+column])
			if math.Abs(got[row[0]]/want-1) > 1e-3 {
				t.Errorf("%s P=%g: %.1f, want %.1f", row[0], p, got[row[0]], want)
			}
		}
	}
}

func TestThePlanIsThere(t *testing.T) {
	t.Parallel()
	n := load(t)
	for _, id := range []string{"yh-south", "yh-link", "yh-link-standby", "yh-hutuo-link", "pingshang", "ht-supply", "reclaimed", "network-renewal", "urban-rural"} {
		if n.ProjectByID(id) == nil {
			t.Errorf("no project %s", id)
		}
	}
	for _, id := range []string{
		"src-wjz", "res-fenhe", "res-fenhe2", "res-xiaruyue", "res-guanshan", "res-mijiazhai", "gw-lancun", "wtp-huyan",
		"sec-fenhe", "sec-shanglan", "sec-yingzeqiao", "sec-hanwucun", "sec-xiaruyue", "sec-daixianqiao", "sec-jiehepu", "sec-dingxiangqiao",
		"sec-chenjiaying", "sec-pingshangqiao", "sec-nanzhuang", "outlet-fen", "outlet-hebei", "fenirr",
	} {
		if n.NodeByID(id) == nil {
			t.Errorf("no node %s", id)
		}
	}
	corridors, parks := map[string]bool{}, map[string]bool{}
	for _, x := range n.Nodes {
		switch x := x.(type) {
		case *network.Section:
			corridors[x.Corridor] = true
			if n.RegionByID(x.Responsible) == nil {
				t.Errorf("%s: nobody is responsible", x.ID)
			}
		case *network.Demand:
			parks[x.Park] = true
			if len(x.Sources) == 0 {
				t.Errorf("%s: no source", x.ID)
			}
		}
	}
	for _, c := range []string{"汾河", "滹沱河", "牧马河", "清水河"} {
		if !corridors[c] {
			t.Errorf("no section in the corridor %s", c)
		}
	}
	for _, p := range []string{"中北高新技术产业开发区", "忻州经济开发区", "原平经济技术开发区", "定襄经济技术开发区", "繁峙经济技术开发区", "代县产业园区"} {
		if !parks[p] {
			t.Errorf("no industry in the park %s", p)
		}
	}
	zones := map[string]string{"wutai": "ecological", "fanshi": "ecological", "yuanping": "farm", "dingxiang": "farm", "daixian": "farm"}
	for _, r := range n.Regions {
		want := zones[r.ID]
		if want == "" && !r.Outside {
			want = "urban"
		}
		if r.Zone != want {
			t.Errorf("%s: zone %q, want %q", r.ID, r.Zone, want)
		}
	}
}

// TestEveryCountyHandsItsWaterOverAtASection: who is held responsible where, by
// river corridor. A section without a target cannot be settled.
func TestEveryCountyHandsItsWaterOverAtASection(t *testing.T) {
	t.Parallel()
	n := load(t)
	held := map[string]map[string]int{}
	for _, x := range n.Nodes {
		s, ok := x.(*network.Section)
		if !ok {
			continue
		}
		if s.TargetClass == "" {
			t.Errorf("%s: no target class", s.ID)
		}
		if held[s.Responsible] == nil {
			held[s.Responsible] = map[string]int{}
		}
		held[s.Responsible][s.Corridor]++
	}
	for county, corridors := range map[string][]string{
		"jiancaoping": {"汾河"}, "xinghualing": {"汾河"}, "yingze": {"汾河"}, "wanbailin": {"汾河"}, "gujiao": {"汾河"}, "yangqu": {"汾河"},
		"fanshi": {"滹沱河"}, "daixian": {"滹沱河"}, "yuanping": {"滹沱河"}, "xinfu": {"滹沱河", "牧马河"}, "dingxiang": {"滹沱河", "牧马河"},
		"wutai": {"清水河"},
	} {
		for _, c := range corridors {
			if held[county][c] == 0 {
				t.Errorf("%s: no section on the %s", county, c)
			}
		}
	}
}

// TestReturnsArePassedOnAtTheCountysOwnSection: what a county returns to a river
// meets a section that it is held responsible for before any of another county.
// Exceptions are the city, whose three districts share the section below their
// works, and Wutai, whose sewage does not reach the Qingshui.
func TestReturnsArePassedOnAtTheCountysOwnSection(t *testing.T) {
	t.Parallel()
	n := load(t)
	first := func(id string) string {
		for range len(n.Nodes) {
			switch x := n.NodeByID(id).(type) {
			case *network.Section:
				return x.Responsible
			case *network.Treatment:
				id = x.To
			default:
				for _, y := range n.Nodes {
					if r, ok := y.(*network.Reach); ok && r.From == id {
						id = r.To
						break
					}
				}
			}
		}
		return ""
	}
	shared := map[string]string{"xinghualing": "wanbailin", "yingze": "wanbailin", "wutai": "dingxiang"}
	for _, x := range n.Nodes {
		d, ok := x.(*network.Demand)
		if !ok || n.RegionByID(d.Region).Outside {
			continue
		}
		want := d.Region
		if s, ok := shared[want]; ok {
			want = s
		}
		for _, r := range d.Returns {
			if got := first(r.To); got != want {
				t.Errorf("%s: the first section below is held by %q, want %q", d.ID, got, want)
			}
		}
	}
}

// TestEachBasinDrainsToItsOutlet follows the rivers from every inflow.
func TestEachBasinDrainsToItsOutlet(t *testing.T) {
	t.Parallel()
	g, err := load(t).Lower()
	if err != nil {
		t.Fatal(err)
	}
	inflows := 0
	for _, s := range g.Supplies {
		if !strings.HasPrefix(s.Node, "in-") {
			continue
		}
		inflows++
		want := "outlet-hebei"
		if strings.HasPrefix(s.Node, "in-fen-") {
			want = "outlet-fen"
		}
		reached, ends := map[int]bool{}, map[string]bool{}
		queue := []int{s.To}
		for len(queue) > 0 {
			v := queue[0]
			queue = queue[1:]
			if reached[v] {
				continue
			}
			reached[v] = true
			for _, a := range g.Arcs {
				if a.From != v {
					continue
				}
				if a.Role == network.RoleOutflow {
					ends[a.Node] = true
				}
				if a.Role == network.RoleFlow || a.Role == network.RoleSpill {
					queue = append(queue, a.Heads[0].To)
				}
			}
		}
		if len(ends) != 1 || !ends[want] {
			t.Errorf("%s drains to %v, want %s", s.Node, ends, want)
		}
	}
	if inflows != 13 {
		t.Errorf("%d inflows, want 13", inflows)
	}
}
