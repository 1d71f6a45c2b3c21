package transfer_test

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
	"fenhu/optimize/highs"
	"fenhu/optimize/sharing"
	"fenhu/optimize/transfer"
)

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s is %.9g, want %.9g", what, got, want)
	}
}

// The worked examples of RULES AC-01 to AC-03.
func TestTheWorkedExamples(t *testing.T) {
	t.Parallel()
	income := transfer.Income{UrbanReference: 38500, Urban: 31200, UrbanPeople: 42, RuralReference: 17800, Rural: 13900, RuralPeople: 55, Caused: 0.6}
	near(t, "AC-01", income.OpportunityCost(), 312660, 1e-6)
	loads := []transfer.Load{{Indicator: "COD", Without: 20, With: 14, Price: 0.25}, {Indicator: "NH3-N", Without: 1, With: 0.55, Price: 1}}
	near(t, "AC-02", transfer.Replacement(loads, 9500), 185.25, 1e-9)
	near(t, "AC-03", transfer.Worth(2600, 1.25, 0.62, 0.1, 3, 2), 2216.5, 1e-9)
	if got := transfer.Quality(0.5, 1, 6); got != 0 {
		t.Errorf("a factor below zero: %g", got)
	}
}

// two is a basin of two rivers: 200 万m³ a month in river A, 30 in river B, a
// transfer from A to B that loses a tenth and costs 0.5 元/m³ where it starts.
// users are demands of 元/m³ 15 (domestic) unless told otherwise.
const two = `format: fenhu/1
id: two
planning_year: 2025
calendar: {start: "2025-01", periods: 2}
prices: {shortage: {urban-domestic: 15, industry: 4, irrigation: 2}}
profiles: [{id: flat, months: [0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]}]
regions: [{id: a, name_zh: 甲县}, {id: b, name_zh: 乙县}, {id: c, name_zh: 丙县}, {id: d, name_zh: 丁县}]
nodes:
  - {id: in-a, kind: inflow, region: a, to: ja, annual: 400, profile: flat}
  - {id: ja, kind: junction}
  - {id: ra, kind: reach, from: ja, to: out-a}
  - {id: out-a, kind: outlet}
  - {id: in-b, kind: inflow, to: jb, annual: 60, profile: flat}
  - {id: jb, kind: junction}
  - {id: rb, kind: reach, from: jb, to: out-b}
  - {id: out-b, kind: outlet}
  - {id: link, kind: transfer, from: ja, to: jb, loss: 0.1, price: 0.5}
  - {id: user-a, kind: demand, region: a, sector: industry, annual: 360, profile: flat, sources: [{from: ja}]}
  - {id: user-b, kind: demand, region: b, sector: urban-domestic, annual: 80, profile: flat, sources: [{from: jb}]}
  - {id: user-c, kind: demand, region: c, sector: urban-domestic, annual: 80, profile: flat, sources: [{from: jb}]}
projects: [{id: link, name_zh: 联通工程, members: [link]}]
`

func load(t *testing.T, document string) *network.Network {
	t.Helper()
	n, _, err := network.Decode([]byte(document), nil)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func terms() transfer.Terms {
	x := transfer.DefaultTerms()
	x.Loads = []transfer.Load{{Indicator: "COD", Without: 20, With: 0, Price: 0.5, Grade: "D"}} // 0.1 元/m³
	x.Alternatives = []transfer.Alternative{{NameZH: "乙", NameEN: "other", Cost: 1.1, Grade: "D"}}
	return x // v = 0.1 + 0.5·(1.1 − 0.1) = 0.6
}

func compute(t *testing.T, n *network.Network, x transfer.Terms, workers int) *transfer.Study {
	t.Helper()
	s, err := transfer.Compute(t.Context(), n, x, transfer.Options{Run: optimize.Options{Solver: highs.New(highs.Options{})}, Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// By hand, a month: b and c want 80 of which B has 30, so 50 must arrive and
// 55.556 leaves A, of which A's industry needs 180 of 200: it lacks 35.556, worth 142.222
// 万元. At jb the transfer is 50 of 80: b and c draw 25 of it each. Without it b
// and c get 15 each and lack 25, worth 375 each. In the game a keeps its 180, so 20 can
// be taken and 18 arrive, worth 18·15 − 0.5·20, whether for b, for c or for both.
func TestATransferByHand(t *testing.T) {
	t.Parallel()
	s := compute(t, load(t, two), terms(), 1)
	if len(s.Projects) != 1 {
		t.Fatalf("%d projects, want the one that crosses basins", len(s.Projects))
	}
	p := &s.Projects[0]
	if p.From != "out-a" || p.Across != 1 {
		t.Errorf("drawn from %q, %g across", p.From, p.Across)
	}
	near(t, "taken", p.Trace.Entered, 2*50/0.9, 1e-6)
	near(t, "lost", p.Trace.Lost, 2*5/0.9, 1e-6)
	near(t, "used", p.Volume, 100, 1e-6)
	for _, f := range p.Flows {
		near(t, f.Owner+" → "+f.Recipient, f.Months[0], 25, 1e-6)
	}
	near(t, "value", p.Bounds.Value, 0.6, 1e-12)
	near(t, "base", p.Base.InWan(), 100*0.6*0.62*1.1, 1e-6) // 40.92
	near(t, "loss by result", p.LossByResult, 2*4*(50/0.9-20), 1e-4)
	near(t, "loss by dual", p.LossByDual, 0, 1e-9) // 20 a month would run to the sea
	near(t, "gain", p.Gain, 2*2*375, 1e-4)
	if p.Passed || !p.Raised {
		t.Error("the charge is below the loss at the source and must be raised")
	}
	near(t, "charge", p.Charge.InWan(), 284.444444, 1e-6)
	near(t, "b alone", p.Game.Alone[0], 2*(18*15-0.5*20), 1e-3)
	near(t, "all", p.Game.All, 2*(18*15-0.5*20), 1e-3)
	for _, d := range p.Divisions {
		if d.Key == "population" || d.Key == "gdp" {
			if d.Missing == nil {
				t.Errorf("%s: divided without data", d.Key)
			}
			continue
		}
		near(t, "share by "+d.Key, d.Shares[0], 0.5, 1e-7)
		if !d.InCore {
			t.Errorf("%s: equal players pay alike in the core", d.Key)
		}
	}
	// a owns the water and is who loses, so all goes to a.
	for _, l := range s.Result.Lines {
		if l.Payee != "a" {
			t.Errorf("%s is paid", l.Payee)
		}
	}
	if s.Result.Total != p.Charge {
		t.Errorf("lines sum to %s of %s", s.Result.Total, p.Charge)
	}
}

func TestAQuotaSharedWithOthersIsPartOfTheLossByDuals(t *testing.T) {
	t.Parallel()
	// The quota of 350 a year is short of a's 360 already: each m³ taken costs a one.
	n := load(t, two+`rules: [{id: shared, kind: quota, flows: [{node: link}, {node: user-a, role: supply}], period: year, max: 350}]
`)
	p := &compute(t, n, terms(), 1).Projects[0]
	near(t, "loss by dual", p.LossByDual, 4*p.Trace.Entered, 1e-3)
	near(t, "loss by result", p.LossByResult, 4*p.Trace.Entered, 1e-3)
}

// d's domestic use is full without the transfer, and it draws mixed water all
// the same: it is no use to any coalition and pays nothing by Shapley's value.
func TestAPlayerWhoGainsNothingPaysNothing(t *testing.T) {
	t.Parallel()
	n := load(t, strings.Replace(two, "projects:", `  - {id: user-d, kind: demand, region: d, sector: urban-domestic, annual: 10, profile: flat, sources: [{from: jd}]}
  - {id: in-d, kind: inflow, to: jd, annual: 20, profile: flat}
  - {id: jd, kind: junction}
  - {id: rd, kind: reach, from: jd, to: out-b}
  - {id: side, kind: transfer, from: jb, to: jd, loss: 0, min_m3s: 0.01}
projects:`, 1))
	s := compute(t, n, terms(), 1)
	p := &s.Projects[0]
	d := slices.IndexFunc(p.Players, func(x transfer.Player) bool { return x.ID == "d" })
	if d < 0 {
		t.Fatalf("d draws none of the water: %+v", p.Players)
	}
	for s := range p.Game.Worths {
		near(t, fmt.Sprint("worth with d of ", s), p.Game.Worths[s|1<<d], p.Game.Worths[s&^(1<<d)], 1e-3)
	}
	for _, x := range p.Divisions {
		if x.Key == "shapley" || x.Key == "nucleolus" {
			near(t, x.Key, x.Shares[d], 0, 1e-6)
		}
	}
}

// many is a basin whose users all draw on one transfer, drawn at random.
func many(r *rand.Rand, players int) string {
	var regions, nodes strings.Builder
	for i := range players {
		fmt.Fprintf(&regions, ", {id: r%d, name_zh: 县%d, population: %d, gdp: %d}", i, i, 1+r.IntN(900), 1+r.IntN(90))
		fmt.Fprintf(&nodes, "  - {id: u%d, kind: demand, region: r%d, sector: %s, annual: %d, profile: flat, sources: [{from: jb}]}\n",
			i, i, []string{"urban-domestic", "industry", "irrigation"}[r.IntN(3)], 10+r.IntN(90))
	}
	s := strings.Replace(two, "{id: d, name_zh: 丁县}]", "{id: d, name_zh: 丁县}"+regions.String()+"]", 1)
	s = strings.Replace(s, "projects:", nodes.String()+"projects:", 1)
	s = strings.Replace(s, "price: 0.5}", fmt.Sprintf("price: 0.5, capacity_m3s: %g}", 0.1+0.4*r.Float64()), 1)
	return s
}

func TestRandomTransfers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for range 12 {
		n := load(t, many(r, 2+r.IntN(3)))
		x := terms()
		x.Key = transfer.Keys()[r.IntN(len(transfer.Keys()))].ID
		x.Raise = r.IntN(2) == 0
		s := compute(t, n, x, 2)
		sums := compensation.Money(0)
		for i := range s.Projects {
			p := &s.Projects[i]
			if p.Trace.Residual > 1e-9 {
				t.Errorf("%g of the water is unaccounted for", p.Trace.Residual)
			}
			if p.Game.Drop > 2e-4 {
				t.Errorf("a coalition loses %g by a new member", p.Game.Drop)
			}
			judge(t, p)
			sums += p.Charge
		}
		balance(t, s.Result, sums)
		again, err := json.Marshal(compute(t, n, x, 1))
		if err != nil {
			t.Fatal(err)
		}
		first, err := json.Marshal(s)
		if err != nil || string(first) != string(again) {
			t.Error("the same basin gives another study with one worker")
		}
	}
}

// judge checks what the keys promise.
func judge(t *testing.T, p *transfer.Project) {
	t.Helper()
	for _, d := range p.Divisions {
		if d.Missing != nil {
			continue
		}
		var sum compensation.Money
		for _, m := range d.Amounts {
			if m < 0 {
				t.Errorf("%s: somebody is paid %s for receiving water", d.Key, m)
			}
			sum += m
		}
		if sum != p.Charge {
			t.Errorf("%s divides %s of %s", d.Key, sum, p.Charge)
		}
		if d.Key == "nucleolus" && !p.Game.EmptyCore && !d.InCore {
			t.Errorf("the nucleolus is outside a core that is not empty (excess %g)", d.Excess)
		}
		if d.Key == "nucleolus" && d.Excess > p.Game.LeastExcess+1e-5*(1+p.Charge.InWan()) {
			t.Errorf("the nucleolus has the excess %g, the least is %g", d.Excess, p.Game.LeastExcess)
		}
		if d.InCore && p.Game.EmptyCore {
			t.Errorf("%s lies in an empty core", d.Key)
		}
	}
}

// balance checks that what is paid is received, and is what is owed.
func balance(t *testing.T, s *compensation.Statement, want compensation.Money) {
	t.Helper()
	var net, lines compensation.Money
	for _, b := range s.Balances {
		net += b.Net
	}
	for _, l := range s.Lines {
		lines += l.Amount
	}
	if net != 0 || lines != s.Total || lines != want {
		t.Errorf("net %s, lines %s, total %s, charges %s", net, lines, s.Total, want)
	}
}

func TestTwinsPayAlike(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 1))
	s := compute(t, load(t, many(r, 3)), terms(), 1) // b and c are twins
	p := &s.Projects[0]
	b := slices.IndexFunc(p.Players, func(x transfer.Player) bool { return x.ID == "b" })
	c := slices.IndexFunc(p.Players, func(x transfer.Player) bool { return x.ID == "c" })
	for _, d := range p.Divisions {
		if d.Missing == nil {
			near(t, d.Key, d.Shares[b], d.Shares[c], 1e-6)
		}
	}
}

func TestMoreThanTwelveAreSampledOrMerged(t *testing.T) {
	t.Parallel()
	document := strings.NewReplacer("sector: industry", "sector: urban-domestic", "sector: irrigation", "sector: urban-domestic").
		Replace(many(rand.New(rand.NewPCG(5, 5)), 12))
	x := terms()
	x.Key, x.Pairs = "shapley", 20
	s := compute(t, load(t, document), x, 1)
	p := &s.Projects[0]
	if len(p.Players) != 14 || !p.Game.Sampled {
		t.Fatalf("%d players, sampled %t", len(p.Players), p.Game.Sampled)
	}
	judge(t, p)
	balance(t, s.Result, p.Charge)
	for _, d := range p.Divisions {
		switch d.Key {
		case "shapley":
			if len(d.Errors) != 14 || slices.Max(d.Errors) <= 0 || d.Judged {
				t.Errorf("no standard errors: %v", d.Errors)
			}
		case "nucleolus", "scrb":
			if d.Missing == nil {
				t.Errorf("%s without all coalitions", d.Key)
			}
		}
	}
	x.Merge = true
	s = compute(t, load(t, document), x, 2)
	p = &s.Projects[0]
	if len(p.Players) != sharing.MostPlayers || p.Game.Sampled || len(p.Players[11].Regions) != 3 {
		t.Fatalf("%d players", len(p.Players))
	}
	judge(t, p)
	balance(t, s.Result, p.Charge)
	payers := map[string]bool{}
	for _, l := range s.Result.Lines {
		payers[l.Payer] = true
	}
	for _, region := range p.Players[11].Regions {
		if !payers[region] {
			t.Errorf("%s of the merged ones pays nothing", region)
		}
	}
}

func TestWithoutScarcityTheUseDecides(t *testing.T) {
	t.Parallel()
	n := load(t, strings.Replace(two, "in-b, kind: inflow, to: jb, annual: 60", "in-b, kind: inflow, to: jb, annual: 6000", 1)+"")
	s := compute(t, n, terms(), 1)
	if len(s.Projects) != 0 || len(s.Result.Lines) != 0 || s.Result.Total != 0 {
		t.Errorf("nothing was carried, yet %d projects and %s", len(s.Projects), s.Result.Total)
	}
}

func TestFaultsOfTermsAreToldAtOnce(t *testing.T) {
	t.Parallel()
	_, err := transfer.DecodeTerms([]byte(`
weight: {value: 2, grade: E}
unpaid: {value: -1, grade: D}
wanted_class: {value: 2.5, grade: D}
upper: sky
key: luck
loads: [{indicator: COD, without: 10, with: 20, price: 1, grade: D}]
`))
	for _, path := range []string{"weight.value", "weight.grade", "unpaid.value", "wanted_class.value", "upper", "key", "loads[0].with"} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("no fault of %s in %v", path, err)
		}
	}
	if _, err := transfer.DecodeTerms([]byte("nonsense: 1")); err == nil {
		t.Error("an unknown key is taken")
	}
	x := terms()
	x.Projects, x.Owners = []string{"none"}, map[string]string{"nowhere": "nobody"}
	_, err = transfer.Compute(t.Context(), load(t, two), x, transfer.Options{Run: optimize.Options{Solver: highs.New(highs.Options{})}})
	for _, path := range []string{"projects[0]", "owners.nowhere"} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("no fault of %s in %v", path, err)
		}
	}
}
