package optimize_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/simplex"
)

// randomBasin writes a small river with a reservoir, a pump, and counties whose
// users share it, and return flow to a user further down. All volumes are
// multiplied by scale.
func randomBasin(r *rand.Rand, scale float64) string {
	var b strings.Builder
	f := func(lo, up float64) string { return fmt.Sprintf("%.9g", scale*(lo+(up-lo)*r.Float64())) }
	share := func(lo, up float64) string { return fmt.Sprintf("%.4f", lo+(up-lo)*r.Float64()) }
	b.WriteString("format: fenhu/1\nid: random\nplanning_year: 2025\ncalendar: {start: \"2025-01\", periods: 3}\n")
	b.WriteString("prices: {electricity: 0.5}\nprofiles: [{id: p, months: [0.5, 0.2, 0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0]}, {id: q, months: [0.2, 0.5, 0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0]}]\n")
	b.WriteString("regions: [{id: a, name_zh: 甲}, {id: b, name_zh: 乙}]\nnodes:\n")
	fmt.Fprintf(&b, "  - {id: in, kind: inflow, to: r, annual: %s, profile: p}\n", f(50, 300))
	fmt.Fprintf(&b, "  - {id: r, kind: reservoir, normal: %s, initial: 0, seepage: %s}\n", f(20, 80), share(0, 0.05))
	fmt.Fprintf(&b, "  - {id: c, kind: reach, from: r, to: s, loss: %s}\n", share(0, 0.2))
	fmt.Fprintf(&b, "  - {id: s, kind: section, to: j, target_m3s: %.9g}\n", scale*0.02*r.Float64())
	b.WriteString("  - {id: j, kind: junction}\n  - {id: far, kind: boundary}\n")
	fmt.Fprintf(&b, "  - {id: pump, kind: transfer, from: far, to: j, energy: 1, capacity_m3s: %.9g, loss: %s}\n", scale*0.05*r.Float64(), share(0, 0.1))
	for i, d := range []struct{ region, sector, profile string }{{"a", "urban-domestic", "p"}, {"a", "irrigation", "q"}, {"b", "irrigation", "p"}, {"b", "industry", "q"}} {
		fmt.Fprintf(&b, "  - {id: d%d, kind: demand, region: %s, sector: %s, annual: %s, profile: %s, leakage: %s, consumption: %s, returns: [{to: k}], sources: [{from: j}]}\n",
			i, d.region, d.sector, f(20, 120), d.profile, share(0, 0.2), share(0.2, 1))
	}
	fmt.Fprintf(&b, "  - {id: down, kind: demand, region: b, sector: ecology, annual: %s, profile: q, sources: [{from: k}]}\n", f(10, 100))
	b.WriteString("  - {id: k, kind: junction}\n  - {id: main, kind: reach, from: j, to: k}\n  - {id: z, kind: reach, from: k, to: out}\n  - {id: out, kind: outlet}\n")
	return b.String()
}

// TestRandomBasins: on random basins both solvers reach the same levels, the
// invariants hold, and the certificate proves the result.
func TestRandomBasins(t *testing.T) {
	t.Parallel()
	for i := range 25 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(uint64(i), 7)), 1)))
			a := allocate(t, n, optimize.Options{Certificate: true})
			b := allocate(t, n, optimize.Options{Solver: simplex.New()})
			checkInvariants(t, a)
			checkInvariants(t, b)
			for k := range a.Levels {
				if x, y := a.Levels[k].Objective, b.Levels[k].Objective; math.Abs(x-y) > 1e-5*(1+math.Abs(x)) {
					t.Errorf("level %s: HiGHS %.9g, simplex %.9g", a.Levels[k].ID, x, y)
				}
			}
			v := verify(t, a)
			if !v.OK {
				t.Errorf("not verified: %+v", v)
			}
		})
	}
}

// TestRandomLoadsBalance: on random basins with random pollutants, load in is load
// out at every vertex and over the run, also where sections are held to targets,
// and the certificate proves that plan.
func TestRandomLoadsBalance(t *testing.T) {
	t.Parallel()
	for i := range 20 {
		t.Run(strconv.Itoa(i), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(uint64(i), 11))
			c := func(most float64) string {
				return fmt.Sprintf("{cod: %.3f, nh3n: %.3f}", most*r.Float64(), most/20*r.Float64())
			}
			quality := "quality: {indicators: [cod, nh3n], background: " + c(30) + ", decay: " + c(0.3) + ", returns: ["
			var returns []string
			for _, s := range []string{"urban-domestic", "irrigation", "industry", "ecology"} {
				returns = append(returns, fmt.Sprintf("{sector: %s, %s", s, c(200)[1:]))
			}
			quality += strings.Join(returns, ", ") + "]"
			if i%2 == 0 {
				quality += ", target_after: base-flow"
			}
			text := strings.Replace(randomBasin(r, 1), "nodes:\n", quality+"}\nnodes:\n", 1)
			text = strings.Replace(text, "to: j, target_m3s", "to: j, travel: {travel_days: 2}, target_class: II, target_m3s", 1)
			text = strings.Replace(text, "{id: z, kind: reach, from: k, to: out}", "{id: z, kind: reach, from: k, to: e, lag_days: 9}\n  - {id: e, kind: section, to: out, target_class: III}", 1)
			n := decode(t, []byte(text))
			a := allocate(t, n, optimize.Options{Certificate: true})
			checkInvariants(t, a)
			if q := a.WaterQuality; len(q.Loads) != 2 || q.Pursued != (i%2 == 0) {
				t.Errorf("%d loads, pursued %t", len(q.Loads), q.Pursued)
			}
			if v := verify(t, a); !v.OK {
				t.Errorf("not verified: %+v", v)
			}
		})
	}
}

// TestScaling: multiplying every volume by 1000 multiplies every level by 1000.
func TestScaling(t *testing.T) {
	t.Parallel()
	for i := range 10 {
		small := levels(allocate(t, decode(t, []byte(randomBasin(rand.New(rand.NewPCG(uint64(i), 8)), 1))), optimize.Options{}))
		large := levels(allocate(t, decode(t, []byte(randomBasin(rand.New(rand.NewPCG(uint64(i), 8)), 1000))), optimize.Options{}))
		for id, x := range small {
			if y := large[id]; math.Abs(y-1000*x) > 1e-5*(1+math.Abs(y)) {
				t.Errorf("basin %d level %s: %.9g and %.9g", i, id, x, y)
			}
		}
	}
}

// TestMoreInflowNeverHurtsTheFirstLevel also holds for the whole order: the
// first level that changes gets better.
func TestMoreInflowNeverHurtsTheFirstLevel(t *testing.T) {
	t.Parallel()
	for i := range 15 {
		n := decode(t, []byte(randomBasin(rand.New(rand.NewPCG(uint64(i), 9)), 1)))
		before := levels(allocate(t, n, optimize.Options{}))
		after := levels(allocate(t, changed(t, n, "[{inflow: {factor: 1.3}}]"), optimize.Options{}))
		if after["domestic"] > before["domestic"]+1e-6 {
			t.Errorf("basin %d: domestic shortage rose from %g to %g", i, before["domestic"], after["domestic"])
		}
	}
}

// TestDegenerateDocuments: odd but legal documents give results, not crashes.
func TestDegenerateDocuments(t *testing.T) {
	t.Parallel()
	base := randomBasin(rand.New(rand.NewPCG(1, 1)), 1)
	for name, changes := range map[string]string{
		"no demand":   "[{demand: {factor: 1e-12}}]",
		"no inflow":   "[{inflow: {off: true}}]",
		"one period":  "[{set: {calendar.periods: 1}}]",
		"600 periods": "[{set: {calendar.periods: 600}}]",
		"a dry reach": "[{capacity: {node: pump, m3s: 0}}]",
		"huge limits": "[{capacity: {node: pump, m3s: 99999}}]",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, mode := range []optimize.Mode{optimize.Foresight, optimize.Rolling} {
				if name == "600 periods" && mode == optimize.Rolling {
					continue
				}
				a := allocate(t, changed(t, decode(t, []byte(base)), changes), optimize.Options{Mode: mode})
				checkInvariants(t, a)
			}
		})
	}
}

// TestChineseIDs: ids may be Chinese, and a node may have no arcs.
func TestChineseIDs(t *testing.T) {
	t.Parallel()
	a := allocate(t, decode(t, []byte(`
format: fenhu/1
id: 汾河
planning_year: 2025
calendar: {start: "2025-01", periods: 1}
profiles: [{id: 均匀, months: [1,0,0,0,0,0,0,0,0,0,0,0]}]
regions: [{id: 忻府区, name_zh: 忻府区}]
nodes:
  - {id: 来水, kind: inflow, to: 汇流, annual: 100, profile: 均匀}
  - {id: 汇流, kind: junction}
  - {id: 孤点, kind: junction}
  - {id: 生活, kind: demand, region: 忻府区, sector: urban-domestic, annual: 60, profile: 均匀, sources: [{from: 汇流}]}
  - {id: 下游, kind: reach, from: 汇流, to: 出口}
  - {id: 出口, kind: outlet}
`)), optimize.Options{})
	near(t, "delivery", series(t, a, "生活 "+string(network.RoleDelivery))[0], 60)
	checkInvariants(t, a)
}
