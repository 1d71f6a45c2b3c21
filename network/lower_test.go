package network

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func arc(t *testing.T, g *Graph, node string, role Role) *Arc {
	t.Helper()
	i := g.ArcIndex(node, role)
	if i < 0 {
		t.Fatalf("%s has no %s arc", node, role)
	}
	return &g.Arcs[i]
}

// vertex finds a vertex by its id.
func vertex(t *testing.T, g *Graph, id string) int {
	t.Helper()
	for i, v := range g.Vertices {
		if v.ID == id {
			return i
		}
	}
	t.Fatalf("no vertex %s", id)
	return NoVertex
}

func supply(t *testing.T, g *Graph, node string) Supply {
	t.Helper()
	for _, s := range g.Supplies {
		if s.Node == node {
			return s
		}
	}
	t.Fatalf("no supply of %s", node)
	return Supply{}
}

func want(t *testing.T, g *Graph, node string) Want {
	t.Helper()
	for _, w := range g.Wants {
		if w.Node == node {
			return w
		}
	}
	t.Fatalf("no want of %s", node)
	return Want{}
}

func total(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum
}

// TestDemandByHand holds RULES AL-12: withdrawal 1800, κ .65 → return 630; net
// irrigation 1170, η .58 → gross 2017.2414.
func TestDemandByHand(t *testing.T) {
	t.Parallel()
	g := lower(t, small+`
  - {id: works, kind: demand, region: a, sector: industry, annual: 1800, profile: flat, consumption: 0.65, returns: [{to: out, share: 0.75, lag_days: 15}, {to: j, share: 0.25}], sources: [{from: j, price: 2}]}
  - {id: fields, kind: demand, region: a, sector: irrigation, annual: 1170, profile: flat, canal_efficiency: 0.58, sources: [{from: j, capacity_m3s: 1}]}
  - {id: town, kind: demand, region: b, sector: urban-domestic, annual: 90, profile: flat, factor: 1.1, leakage: 0.1, loss_to: ground, essential: 1, sources: [{from: j}]}
  - {id: ground, kind: aquifer, yield: 100}
`)
	use := arc(t, g, "works", RoleDelivery)
	near(t, "to the first return", use.Heads[0].Share*1800, 0.75*630)
	near(t, "to the second return", use.Heads[1].Share*1800, 0.25*630)
	if use.Heads[0].To != vertex(t, g, "out") || use.Heads[0].LagDays != 15 || use.Heads[1].LagDays != 0 {
		t.Errorf("the return flow goes %+v", use.Heads)
	}
	near(t, "gross irrigation", 1170/arc(t, g, "fields", RoleSupply).Heads[0].Share, 2017.2413793103449)
	if len(arc(t, g, "fields", RoleDelivery).Heads) != 0 {
		t.Error("a demand without return flow returns some")
	}
	near(t, "intake in January", arc(t, g, "fields", RoleSupply).Max[0], 267.84)
	near(t, "price", arc(t, g, "works", RoleSupply).Cost[11], 2)
	pipe := arc(t, g, "town", RoleSupply)
	near(t, "reaches the town", pipe.Heads[0].Share, 0.9)
	near(t, "leaks to the ground", pipe.Heads[1].Share, 0.1)
	if pipe.Peer != "j" || pipe.Heads[1].To != vertex(t, g, "ground") || pipe.Max != nil {
		t.Errorf("the town's pipe is %+v", pipe)
	}
	w := want(t, g, "town")
	near(t, "demand of the town", total(w.Bands[0].Volume), 99)
	if len(w.Bands) != 1 || w.Bands[0].Class != ClassEssential || w.Group != "b" || !w.Capped || w.Loss != 30 {
		t.Errorf("the town wants %+v", w)
	}
}

func TestEssentialShare(t *testing.T) {
	t.Parallel()
	document := strings.Replace(small, "{id: a, name_zh: 甲县,", "{id: a, name_zh: 甲县, zone: farm,", 1) + `
  - {id: d, kind: demand, region: a, sector: irrigation, annual: 120, profile: flat, shortage_loss: 9, sources: [{from: j}]%s}
zones: [{id: farm, essential: {irrigation: 0.3}}]
`
	for _, c := range []struct {
		name, own       string
		essential, rest float64
	}{{"of the zone", "", 3, 7}, {"its own", ", essential: 0.6", 6, 4}, {"none, whatever the zone says", ", essential: 0", 0, 10}} {
		w := want(t, lower(t, fmt.Sprintf(document, c.own)), "d")
		got := map[string]float64{}
		for _, b := range w.Bands {
			got[b.Class] = b.Volume[0]
		}
		if math.Abs(got[ClassEssential]-c.essential) > 1e-9 || math.Abs(got["irrigation"]-c.rest) > 1e-9 || w.Loss != 9 {
			t.Errorf("%s: %v, want %g and %g", c.name, got, c.essential, c.rest)
		}
	}
}

// TestReservoirByHand: between 2000 and 25000 万m³ the area rises from 16 to
// 32 km², so at 2000 万m³ 17 mm evaporate 0.1·17·16 = 27.2 万m³.
func TestReservoirByHand(t *testing.T) {
	t.Parallel()
	const lake = `
  - {id: lake, kind: reservoir, dead: 2000, normal: 25000, flood_limited: [30000, 25000, 25000, 25000, 25000, 25000, 18000, 18000, 18000, 25000, 25000, 25000],
     initial: 11000, end_min: initial, end_target: 20000, table: [{storage: 2000, area: 16, level: 1100}, {storage: 10000, area: 30, level: 1110}, {storage: 25000, area: 32, level: 1126}],
     evaporation_mm: [17, 25, 58, 98, 124, 102, -25, 18, 27, 28, 24, 14], seepage: 0.01, seepage_to: ground, spill_to: j, origin: yellow}
  - {id: ground, kind: aquifer}
  - {id: tank, kind: reservoir, normal: 50}
`
	g := lower(t, small+lake)
	s := g.Vertices[vertex(t, g, "lake")].Store
	slope := 16.0 / 23000
	near(t, "evaporation at dead storage", s.EvapFixed[0]+s.EvapRate[0]*2000, 27.2)
	near(t, "evaporation at normal storage", s.EvapFixed[0]+s.EvapRate[0]*25000, 54.4)
	near(t, "fixed part in May", s.EvapFixed[4], 12.4*(16-slope*2000))
	near(t, "rate in May", s.EvapRate[4], 12.4*slope)
	near(t, "rain in July", s.EvapFixed[6]+s.EvapRate[6]*25000, -80)
	near(t, "seepage a month", s.SeepRate[3], 0.01)
	near(t, "least", s.Min[0], 2000)
	near(t, "most in January", s.Max[0], 25000)
	near(t, "most in July", s.Max[6], 18000)
	near(t, "start", s.Initial, 11000)
	near(t, "least end", s.EndMin, 11000)
	near(t, "wished end", s.EndTarget, 20000)
	near(t, "level", s.Level(17500), 1118)
	near(t, "area", s.Area(6000), 23)
	near(t, "area below the table", s.Area(0), 16)
	near(t, "area above the table", s.Area(1e6), 32)
	if s.SeepTo != vertex(t, g, "ground") || !s.SoftMin || s.Origin != OriginIndex(Yellow) {
		t.Errorf("the store is %+v", s)
	}
	if spill := arc(t, g, "lake", RoleSpill); spill.Heads[0].To != vertex(t, g, "j") || spill.Max != nil {
		t.Errorf("it spills %+v", spill)
	}
	xun := lower(t, strings.Replace(small, "periods: 12", "step: xun, periods: 6", 1)+lake)
	s = xun.Vertices[vertex(t, xun, "lake")].Store
	near(t, "evaporation in the first 旬 of January", s.EvapFixed[0]+s.EvapRate[0]*2000, 27.2*10/31)
	near(t, "seepage in the last 旬 of February", s.SeepRate[5], 0.01*8/28)
	tank := g.Vertices[vertex(t, g, "tank")].Store
	if tank.EvapRate != nil || tank.SoftMin || tank.EndMin != -1 || tank.EndTarget != -1 || tank.SeepTo != NoVertex || tank.Level(5) != 0 || g.ArcIndex("tank", RoleSpill) >= 0 {
		t.Errorf("a plain reservoir is %+v", tank)
	}
}

// TestInflowByHand holds the example of RULES DR-03: mean 4.82 亿m³, Cv .40,
// Cs = 2Cv → 2.1429 亿m³ at P = 95 %, spread by the profile.
func TestInflowByHand(t *testing.T) {
	t.Parallel()
	const document = `
format: fenhu/1
id: dr-03
planning_year: 2025
calendar: {start: "2025-01", step: %s}
hydrology: {p: %s}
profiles: [{id: fen, months: [0.035, 0.04, 0.07, 0.06, 0.055, 0.075, 0.165, 0.235, 0.12, 0.065, 0.045, 0.035]}]
nodes:
  - {id: in, kind: inflow, to: out, annual: 48200, cv: 0.40, profile: fen%s}
  - {id: out, kind: outlet}
`
	for _, c := range []struct {
		name, step, p, more string
		want                float64
	}{
		{"wet", "month", "20", "", 63236},
		{"median", "month", "50", "", 45655},
		{"75 %", "month", "75", "", 34195},
		{"90 %", "month", "90", "", 25724},
		{"95 %", "month", "95", "", 21429},
		{"95 % in 旬", "xun", "95", "", 21429},
		{"95 % in days", "day", "95", "", 21429},
		{"skew given", "month", "95", ", cs: 0.8", 21429},
		{"mean", "month", "0", "", 48200},
		{"own P", "month", "0", ", p: 95", 21429},
		{"own mean", "month", "95", ", p: 0", 48200},
		{"half", "month", "95", ", factor: 0.5", 10714.5},
		{"off", "month", "95", ", off: true", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g := lower(t, fmt.Sprintf(document, c.step, c.p, c.more))
			s := supply(t, g, "in")
			if got := total(s.Volume); math.Abs(got-c.want) > 0.51 { // the rules print 亿m³ to four digits
				t.Errorf("the year has %.2f 万m³, want %.0f", got, c.want)
			}
			august := 0.0
			for i, step := range g.Horizon.Steps {
				if step.Month == 8 {
					august += s.Volume[i]
				}
			}
			near(t, "August", august, 0.235*total(s.Volume))
			if s.Origin != OriginIndex(Surface) || s.Role != RoleRunoff {
				t.Errorf("the supply is %+v", s)
			}
		})
	}
}

func TestArcsByHand(t *testing.T) {
	t.Parallel()
	g := lower(t, strings.Replace(small, "periods: 12", "periods: 24", 1)+`
  - {id: k, kind: junction}
  - {id: river, kind: reach, from: j, to: k, loss: 0.2, loss_to: ground, lag_days: 45, before_m3s: 3, capacity_m3s: 100, min_m3s: 1}
  - {id: yellow, kind: boundary, capacity_m3s: 48, price: 0.1}
  - {id: other, kind: boundary, origin: other}
  - {id: pump, kind: transfer, from: yellow, to: j, capacity_m3s: 10, min_m3s: 1, loss: 0.06, lift: 100, price: 0.2, closed_months: [1, 12], open_from: "2025-03", open_until: "2026-10"}
  - {id: gravity, kind: transfer, from: j, to: k, closed_months: [2]}
  - {id: station, kind: transfer, from: j, to: k, energy: 2.31}
  - {id: turbine, kind: hydropower, from: j, to: k, capacity_m3s: 10, head: 100}
  - {id: gauge, kind: section, to: out, target_m3s: 2}
  - {id: pool, kind: section, to: out}
  - {id: ground, kind: aquifer, yield: 365, storage: 900, initial: 400, pump: 31, lift: 75, price: 0.3}
  - {id: wells, kind: aquifer, yield: 1000, pump_share: 0.1}
  - {id: karst, kind: aquifer, recharge: 100}
prices: {electricity: 0.5}
`)
	river := arc(t, g, "river", RoleFlow)
	near(t, "river's share", river.Heads[0].Share, 0.8)
	near(t, "river's loss", river.Heads[1].Share, 0.2)
	near(t, "river's lag", river.Heads[0].LagDays, 45)
	near(t, "river's least flow", river.Min[1], 241.92)
	near(t, "river's most", river.Max[0], 26784)
	transit := supply(t, g, "river")
	nearAll(t, "in transit", transit.Volume[:3], []float64{0.8 * 3 * 267.84, 0.8 * 3 * 8.64 * 14, 0})
	if river.Origin != -1 {
		t.Error("a river changes the origin of its water")
	}
	yellow := arc(t, g, "yellow", RoleInflow)
	if yellow.From != Outside || yellow.Origin != OriginIndex(Yellow) || arc(t, g, "other", RoleInflow).Origin != OriginIndex(OtherOrigin) || arc(t, g, "other", RoleInflow).Max != nil {
		t.Errorf("the Yellow River enters by %+v", yellow)
	}
	near(t, "price of the Yellow River", yellow.Cost[5], 0.1)
	pump := arc(t, g, "pump", RoleTransfer)
	energy := 9.81 * 100 / 3600 / 0.75
	near(t, "energy", pump.Energy, energy)
	near(t, "cost", pump.Cost[0], 0.2+0.5*energy)
	for m, s := range g.Horizon.Steps {
		open := s.Month != 1 && s.Month != 12 && m >= 2 && m <= 21
		most, least := 0.0, 0.0
		if open {
			most, least = g.Horizon.Volume(10, m), g.Horizon.Volume(1, m)
		}
		if pump.Max[m] != most || pump.Min[m] != least {
			t.Errorf("%s: %g to %g, want %g to %g", g.Horizon.Label(m, EN), pump.Min[m], pump.Max[m], least, most)
		}
	}
	gravity := arc(t, g, "gravity", RoleTransfer)
	if gravity.Max[1] != 0 || !math.IsInf(gravity.Max[0], 1) || gravity.Cost != nil || gravity.Min != nil {
		t.Errorf("a canal without limit, closed in February, is %+v", gravity)
	}
	near(t, "given energy", arc(t, g, "station", RoleTransfer).Energy, 2.31)
	turbine := arc(t, g, "turbine", RoleGeneration)
	near(t, "energy won", turbine.Energy, -9.81*100/3600*0.8)
	near(t, "worth of it", turbine.Cost[3], -0.5*9.81*100/3600*0.8)
	base := want(t, g, "gauge")
	near(t, "base flow in January", base.Bands[0].Volume[0], 2*267.84)
	if base.Bands[0].Class != ClassBaseFlow || base.Capped || base.Loss != baseFlowLoss || g.Arcs[base.Arc].Node != "gauge" {
		t.Errorf("the section wants %+v", base)
	}
	for _, w := range g.Wants {
		if w.Node == "pool" {
			t.Error("a section without target wants something")
		}
	}
	well := arc(t, g, "ground", RolePumping)
	near(t, "pumping in February", well.Max[1], 31)
	near(t, "cost of pumping", well.Cost[0], 0.3+0.5*9.81*75/3600/0.75)
	near(t, "recharge in January", supply(t, g, "ground").Volume[0], 31)
	near(t, "pumping by share", arc(t, g, "wells", RolePumping).Max[0], 100)
	store := g.Vertices[well.From].Store
	near(t, "groundwater at the start", store.Initial, 400)
	near(t, "groundwater at most", store.Max[0], 900)
	if !store.Hidden || well.Origin != OriginIndex(Groundwater) || g.Vertices[well.Heads[0].To].ID != "ground"+wellSuffix || g.ArcIndex("ground", RoleSpill) < 0 {
		t.Errorf("the aquifer is %+v with %+v", store, well)
	}
	karst := arc(t, g, "karst", RolePumping)
	if karst.Max != nil || !math.IsInf(g.Vertices[karst.From].Store.Max[0], 1) || g.ArcIndex("karst", RoleSpill) >= 0 {
		t.Errorf("an aquifer without limits is %+v", karst)
	}
	var yields []Limit
	for _, l := range g.Limits {
		if l.Kind == "yield" {
			yields = append(yields, l)
		}
	}
	if len(yields) != 4 || yields[0].Max != 365 || yields[1].From != 12 || yields[1].To != 24 {
		t.Errorf("the yields of two years are %+v", yields)
	}
}

func TestTreatmentByHand(t *testing.T) {
	t.Parallel()
	g := lower(t, small+`
  - {id: plant, kind: treatment, to: out, capacity_m3s: 1, reclaim_m3s: 0.5, reclaim_share: 0.4, recovery: 0.95, price: 1.1}
  - {id: open, kind: treatment, to: out}
  - {id: works, kind: demand, region: a, sector: industry, annual: 12, profile: flat, sources: [{from: plant}]}
`)
	reclaimed := arc(t, g, "plant", RoleReclaimed)
	near(t, "recovery", reclaimed.Heads[0].Share, 0.95)
	near(t, "reclaimed in January", reclaimed.Max[0], 133.92)
	near(t, "price", reclaimed.Cost[0], 1.1)
	if reclaimed.Origin != OriginIndex(Reclaimed) || arc(t, g, "works", RoleSupply).From != reclaimed.Heads[0].To {
		t.Errorf("reclaimed water is %+v", reclaimed)
	}
	if g.ArcIndex("open", RoleBypass) >= 0 || arc(t, g, "open", RoleTreated).Max != nil {
		t.Error("a plant without limit has a bypass")
	}
	treated, i, bypass := g.ArcIndex("plant", RoleTreated), g.ArcIndex("plant", RoleReclaimed), g.ArcIndex("plant", RoleBypass)
	var capacity []Limit
	var share Limit
	for _, l := range g.Limits {
		switch l.Kind {
		case "treatment":
			capacity = append(capacity, l)
		case "reclaim":
			share = l
		}
	}
	if len(capacity) != 12 {
		t.Fatalf("%d limits of capacity, want 12", len(capacity))
	}
	near(t, "treated and reclaimed in February", capacity[1].Max, 241.92)
	if diff := cmp.Diff([]Term{{treated, 1}, {i, 1}}, capacity[1].Terms); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Term{{treated, -0.4}, {i, 0.6}, {bypass, -0.4}}, share.Terms); diff != "" || share.Max != 0 || share.To-share.From != 12 {
		t.Errorf("%s in %+v", diff, share)
	}
	if p, ok := decode(t, small+"\n  - {id: p, kind: treatment, to: out, sectors: [irrigation]}").NodeByID("p").(*Treatment); !ok || !p.Allows(Irrigation) || p.Allows(Industry) || p.Allows(UrbanDomestic) {
		t.Error("the sectors of a plant are not kept")
	}
}

// TestOddNetworks must decode, lower and be finite.
func TestOddNetworks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, document string }{
		{"Chinese ids", strings.NewReplacer("id: in,", "id: 来水,", "id: j,", "id: 汇流点,", "to: j", "to: 汇流点", "from: j", "from: 汇流点").Replace(small)},
		{"odd ids", strings.NewReplacer("id: j,", "id: \" j/well \",", "to: j", "to: \" j/well \"", "from: j", "from: \" j/well \"").Replace(small)},
		{"a node with no arcs", small + "\n  - {id: alone, kind: junction}"},
		{"no demand", small},
		{"zero demand", small + "\n  - {id: d, kind: demand, region: a, sector: industry, annual: 0, profile: flat, sources: [{from: j}]}"},
		{"a demand without sources", small + "\n  - {id: d, kind: demand, region: a, sector: industry, annual: 5, profile: flat, sources: []}"},
		{"zero inflow", strings.Replace(small, "annual: 1200", "annual: 0", 1)},
		{"zero inflow of a dry year", strings.Replace(small, "annual: 1200", "annual: 0, cv: 0.5, p: 95", 1)},
		{"one period", strings.Replace(small, "periods: 12", "periods: 1", 1)},
		{"600 periods", strings.Replace(small, "periods: 12", "periods: 600", 1)},
		{"a reservoir that is full of dead storage", small + "\n  - {id: l, kind: reservoir, dead: 5, normal: 5, initial: 5, evaporation_mm: 50, table: [{storage: 5, area: 1}, {storage: 6, area: 2}]}"},
		{"the largest figures", small + "\n  - {id: t, kind: transfer, from: j, to: out, capacity_m3s: 1e5, lift: 5000, price: 1000}\n  - {id: g, kind: aquifer, storage: 1e9, initial: 1e9, yield: 1e8}"},
		{"a day of lag more than the horizon", small + "\n  - {id: k, kind: junction}\n  - {id: s, kind: reach, from: j, to: k, lag_days: 3650, before_m3s: 5}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			checkGraph(t, lower(t, c.document))
		})
	}
	_, _, err := Decode([]byte(small+"\n  - {id: t, kind: transfer, from: j, to: out, capacity_m3s: 1e12}"), nil)
	mentions(t, err, "outside 0 to 100000 m³/s")
}

// checkGraph holds what the optimiser relies on: indexes in range, one value a
// step, bounds in order and finite figures.
func checkGraph(tb testing.TB, g *Graph) {
	tb.Helper()
	n := g.Horizon.Len()
	series := func(what string, v []float64, infinite bool) {
		if v != nil && len(v) != n {
			tb.Errorf("%s has %d values, want %d", what, len(v), n)
		}
		for _, x := range v {
			if math.IsNaN(x) || math.IsInf(x, 0) && !infinite {
				tb.Errorf("%s holds %g", what, x)
				return
			}
		}
	}
	for i := range g.Arcs {
		a := &g.Arcs[i]
		what := fmt.Sprintf("%s %s", a.Node, a.Role)
		series(what+" min", a.Min, false)
		series(what+" max", a.Max, true)
		series(what+" cost", a.Cost, false)
		for s := range a.Min {
			if a.Max != nil && a.Min[s] > a.Max[s] || a.Min[s] < 0 {
				tb.Errorf("%s: %g to %g", what, a.Min[s], a.Max[s])
				break
			}
		}
		if a.From != Outside && (a.From < 0 || a.From >= len(g.Vertices)) {
			tb.Errorf("%s leaves vertex %d", what, a.From)
		}
		shares := 0.0
		for _, h := range a.Heads {
			shares += h.Share
			if h.To < 0 || h.To >= len(g.Vertices) || h.Share < 0 || h.LagDays < 0 {
				tb.Errorf("%s goes %+v", what, h)
			}
		}
		if shares > 1+1e-9 || math.IsNaN(shares) {
			tb.Errorf("%s: %g m³ arrive of each", what, shares)
		}
	}
	for _, s := range g.Supplies {
		series(s.Node+" supply", s.Volume, false)
	}
	for _, v := range g.Vertices {
		if s := v.Store; s != nil {
			series(v.ID+" storage", s.Min, false)
			series(v.ID+" storage", s.Max, true)
			series(v.ID+" evaporation", s.EvapFixed, false)
			series(v.ID+" evaporation", s.EvapRate, false)
		}
	}
	for _, w := range g.Wants {
		for _, b := range w.Bands {
			series(w.Node+" "+b.Class, b.Volume, false)
		}
	}
	for _, l := range g.Limits {
		if l.From < 0 || l.From >= l.To || l.To > n || math.IsNaN(l.Min) || math.IsNaN(l.Max) || l.Min > l.Max {
			tb.Errorf("limit %+v", l)
		}
		for _, term := range l.Terms {
			if term.Arc < 0 || term.Arc >= len(g.Arcs) || math.IsNaN(term.Coef) {
				tb.Errorf("limit %s counts %+v", l.ID, term)
			}
		}
	}
}

func TestSeedLowers(t *testing.T) {
	t.Parallel()
	for _, year := range []int{2020, 2025, 2035} {
		n := decode(t, string(seed(t)))
		n.PlanningYear = year
		g, err := n.Lower()
		if err != nil {
			t.Fatal(err)
		}
		checkGraph(t, g)
	}
	checkGraph(t, func() *Graph {
		g, err := full(t).Lower()
		if err != nil {
			t.Fatal(err)
		}
		return g
	}())
}

func TestLookUps(t *testing.T) {
	t.Parallel()
	n := decode(t, plan)
	if n.RegionByID("none") != nil || n.NodeByID("none") != nil || n.ProjectByID("none") != nil || n.profile("none") != nil || n.zone("none") != nil {
		t.Error("something is found that does not exist")
	}
	if got := n.RegionByID("a").Name().In(ZH); got != "甲县" {
		t.Errorf("region a is %s", got)
	}
	if got := n.NodeByID("lake").Info().Name(); got != (Text{"lake", "lake"}) {
		t.Errorf("a node without names is called %v", got)
	}
	if got := n.Rules[0].Info().Name(); got != (Text{"quota", "quota"}) {
		t.Errorf("a rule without names is called %v", got)
	}
	if g := lower(t, small); g.ArcIndex("none", RoleFlow) != -1 {
		t.Error("an arc is found that does not exist")
	}
	if OriginIndex("none") != -1 {
		t.Error("an origin is found that does not exist")
	}
	if _, ok := SectorByID("none"); ok {
		t.Error("a sector is found that does not exist")
	}
}
