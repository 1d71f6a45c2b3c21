package optimize

import (
	"math"
	"sort"

	"fenhu/network"
)

// allocation reads the result of a run from its state.
func (e *engine) allocation(n *network.Network, hash string) (*Allocation, error) {
	a := &Allocation{
		Status: "optimal", Year: n.PlanningYear, P: n.Hydrology.P, Observed: n.Hydrology.Observed, Mode: e.o.Mode, Step: e.g.Horizon.Kind,
		Basin: BasinInfo{n.ID, n.NameZH, n.NameEN, hash}, Infeasible: e.diagnosis, Relaxed: e.relaxed, Size: e.size, Drought: e.droughts(), graph: e.g, state: e.state, net: n,
	}
	a.Seconds.Solve = e.solve
	for t := range e.g.Horizon.Steps {
		s := e.g.Horizon.Steps[t]
		a.Periods = append(a.Periods, Period{e.g.Horizon.Label(t, network.ZH), e.g.Horizon.Label(t, network.EN), s.Start.Format("2006-01-02"), s.Days, s.Year})
	}
	// Empty lists, not nil: a result reads back from JSON as it was written.
	a.Levels, a.Counties, a.Outside, a.Sections = []LevelResult{}, []County{}, []County{}, []SectionResult{}
	a.Projects, a.Reservoirs, a.Quotas, a.Nodes = []ProjectResult{}, []ReservoirRes{}, []QuotaResult{}, []NodeResult{}
	a.Links, a.Ledger.Items = []LinkResult{}, []LedgerItem{}
	if e.diagnosis != nil {
		a.Status = StatusInfeasible.String()
		a.graph = nil
		return a, nil
	}
	a.Relaxed = append(a.Relaxed, e.missedEnds(n)...)
	if len(a.Relaxed) > 0 {
		a.Status = "relaxed"
	}
	in, out, worst := balance(e.g, e.state)
	a.Residuals = Residuals{Balance: worst, Bound: math.Max(e.quality.Primal, boundResidual(e.g, e.state)), Dual: e.quality.Dual, Gap: e.quality.Gap}
	a.Levels = levelResults(e.g, e.state)
	a.Ledger = newLedger(e.g, e.state)
	a.readUsers()
	a.readSections()
	a.readNodes(in, out)
	a.Links = links(a.graph, a.state)
	a.readReservoirs(in, out)
	a.readProjects()
	a.readQuotas()
	a.Costs = costs(e.g, e.state)
	a.Indicators = newIndicators(a)
	a.WaterQuality, a.SectionQuality = e.waterQuality(n)
	a.Estimates, a.EstimatesEN = estimates(n)
	if e.o.Certificate {
		c, err := e.certificate(n, hash)
		if err != nil {
			return nil, err
		}
		a.Certificate = c
	}
	return a, nil
}

// boundResidual is the largest relative violation of a bound by the state, from
// the graph alone.
func boundResidual(g *network.Graph, s *State) float64 {
	worst := 0.0
	see := func(x, lo, up float64) {
		worst = math.Max(worst, math.Max(lo-x, x-up)/(1+math.Abs(x)))
	}
	for a := range g.Arcs {
		for t, x := range s.Flow[a] {
			lo, up := 0.0, inf
			if g.Arcs[a].Min != nil {
				lo = g.Arcs[a].Min[t]
			}
			if g.Arcs[a].Max != nil {
				up = g.Arcs[a].Max[t]
			}
			see(x, lo, up)
		}
	}
	for v := range g.Vertices {
		if st := g.Vertices[v].Store; st != nil {
			for t, x := range s.Storage[v] {
				see(x, 0, st.Max[t])
			}
		}
	}
	return worst
}

// levelResults is what every level reached, from the state.
func levelResults(g *network.Graph, s *State) []LevelResult {
	var out []LevelResult
	for _, l := range levelsOf(g) {
		r := LevelResult{ID: l.ID, Name: l.NameZH, NameEN: l.NameEN, Pursues: l.Objective, Unit: "万m³"}
		switch l.Objective {
		case "":
			for _, x := range l.serves {
				for t, d := range g.Wants[x.want].Bands[x.band].Volume {
					r.Objective += math.Max(0, d-s.restrictedBand(x.want, x.band, t)-s.Met[x.want][x.band][t])
				}
			}
			if r.Objective < 1e-6 {
				r.Objective = 0
			}
		case network.ObjectiveCost:
			r.Unit = "万元"
			r.Objective = costs(g, s).Total
		case network.ObjectiveEndStorage:
			for v := range g.Vertices {
				if st := g.Vertices[v].Store; st != nil && st.EndTarget >= 0 {
					r.Objective += math.Max(0, st.EndTarget-s.Storage[v][g.Horizon.Len()-1])
				}
			}
		case network.ObjectiveQuality:
			r.Objective = newConcentrations(g, s).excess()
		case network.ObjectiveSpill:
			for a := range g.Arcs {
				if role := g.Arcs[a].Role; role == network.RoleSpill || role == network.RoleOutflow {
					r.Objective += sum(s.Flow[a])
				}
			}
		}
		out = append(out, r)
	}
	return out
}

// fullSupply: a period counts as fully supplied when its shortage is at most
// this share of the demand (RULES AL-08, our default, grade D).
const fullSupply = 1e-3

// readUsers sums the demands up by region and sector.
func (a *Allocation) readUsers() {
	g, s := a.graph, a.state
	mix := newMixing(g, s, origins(g))
	origins := network.Origins()
	supply := map[string][]int{} // supply arcs of a demand
	for i := range g.Arcs {
		if g.Arcs[i].Role == network.RoleSupply {
			supply[g.Arcs[i].Node] = append(supply[g.Arcs[i].Node], i)
		}
	}
	type key struct {
		region string
		sector network.Sector
	}
	results := map[key]*SectorResult{}
	for w := range g.Wants {
		want := &g.Wants[w]
		d, ok := a.net.NodeByID(want.Node).(*network.Demand)
		if !ok {
			continue
		}
		k := key{d.Region, d.Sector}
		r := results[k]
		if r == nil {
			info, _ := network.SectorByID(d.Sector)
			r = &SectorResult{
				Sector: d.Sector, NameZH: info.Name.ZH, NameEN: info.Name.EN, Periods: make([]PeriodResult, g.Horizon.Len()),
				Sources: map[network.Origin]float64{}, Gross: Gross{Sources: map[network.Origin]float64{}},
			}
			results[k] = r
		}
		r.Grade = max(r.Grade, d.Grade)
		arrives := 1.0
		if arcs := supply[want.Node]; len(arcs) > 0 {
			arrives = g.Arcs[arcs[0]].Heads[0].Share
		}
		for t := range r.Periods {
			need, got := target(want, t), s.met(w, t)
			r.Periods[t].Demand += need
			r.Periods[t].Delivery += got
			r.Periods[t].Restriction += s.restricted(w, t)
			r.Gross.Demand += need / arrives
			r.Gross.Restriction += s.restricted(w, t) / arrives
		}
		for _, i := range supply[want.Node] {
			for t, x := range s.Flow[i] {
				r.Gross.Withdrawal += x
				for o, share := range mix.shares[g.Arcs[i].From][t] {
					if share > 0 && x > 0 {
						r.Gross.Sources[origins[o].ID] += x * share
						r.Sources[origins[o].ID] += x * share * g.Arcs[i].Heads[0].Share
					}
				}
			}
		}
	}
	for _, region := range a.net.Regions {
		c := County{ID: region.ID, NameZH: region.NameZH, NameEN: region.NameEN, City: region.City, CityZH: region.CityZH, Gross: Gross{Sources: map[network.Origin]float64{}}}
		for _, info := range network.Sectors() {
			r := results[key{region.ID, info.ID}]
			if r == nil {
				continue
			}
			for _, p := range r.Periods {
				r.Demand += p.Demand
				r.Delivery += p.Delivery
				r.Restriction += p.Restriction
			}
			r.Shortage = shortage(r.Demand-r.Restriction, r.Delivery)
			r.Satisfaction = satisfaction(r.Demand, r.Delivery)
			r.Gross.Shortage = shortage(r.Gross.Demand-r.Gross.Restriction, r.Gross.Withdrawal)
			r.Reliability = reliability(g.Horizon, r.Periods)
			c.Sectors = append(c.Sectors, *r)
			c.Demand += r.Demand
			c.Delivery += r.Delivery
			c.Restriction += r.Restriction
			c.Gross.Demand += r.Gross.Demand
			c.Gross.Restriction += r.Gross.Restriction
			c.Gross.Withdrawal += r.Gross.Withdrawal
			for o, v := range r.Gross.Sources {
				c.Gross.Sources[o] += v
			}
		}
		if len(c.Sectors) == 0 {
			continue
		}
		c.Shortage, c.Satisfaction = shortage(c.Demand-c.Restriction, c.Delivery), satisfaction(c.Demand, c.Delivery)
		c.Gross.Shortage = shortage(c.Gross.Demand-c.Gross.Restriction, c.Gross.Withdrawal)
		if region.Outside {
			a.Outside = append(a.Outside, c)
		} else {
			a.Counties = append(a.Counties, c)
		}
	}
}

// shortage is what is missing, with rounding around zero taken away.
func shortage(demand, delivery float64) float64 {
	d := demand - delivery
	if d <= 1e-9*(1+demand) {
		return 0
	}
	return d
}

func satisfaction(demand, delivery float64) float64 {
	if demand <= 0 {
		return 1
	}
	return math.Min(1, delivery/demand)
}

// reliability counts fully supplied periods and years (RULES AL-08). A period
// that a drought plan restricts is not fully supplied.
func reliability(h network.Horizon, periods []PeriodResult) Reliability {
	r := Reliability{Years: h.Years()}
	failedYear := make([]bool, h.Years())
	run, depth := 0, 0.0
	for t, p := range periods {
		if p.Demand <= 0 {
			continue
		}
		r.Periods++
		if rate := shortage(p.Demand, p.Delivery) / p.Demand; rate > fullSupply {
			failedYear[h.Steps[t].Year] = true
			run++
			depth += rate
			r.LongestGap = max(r.LongestGap, run)
		} else {
			r.PeriodsMet++
			run = 0
		}
	}
	for _, f := range failedYear {
		if !f {
			r.YearsMet++
		}
	}
	if r.Periods > 0 {
		r.ByPeriod = Reliable(r.PeriodsMet, r.Periods)
		r.Share = float64(r.PeriodsMet) / float64(r.Periods)
	}
	r.ByYear = Reliable(r.YearsMet, r.Years)
	if failed := r.Periods - r.PeriodsMet; failed > 0 {
		r.MeanDepth = depth / float64(failed)
	}
	return r
}

// Reliable is the reliability m/(n+1) of m full periods out of n (RULES AL-08).
func Reliable(m, n int) float64 { return float64(m) / float64(n+1) }

func (a *Allocation) readSections() {
	g, s := a.graph, a.state
	for _, x := range a.net.Nodes {
		sec, ok := x.(*network.Section)
		if !ok {
			continue
		}
		arc := g.ArcIndex(sec.ID, network.RoleFlow)
		r := SectionResult{ID: sec.ID, NameZH: sec.Name().ZH, NameEN: sec.Name().EN, River: sec.River, Corridor: sec.Corridor, TargetClass: sec.TargetClass}
		met, asked := 0, 0
		for t := range g.Horizon.Steps {
			flow := s.Flow[arc][t]
			want := g.Horizon.Volume(sec.TargetM3s.At(a.net.PlanningYear, g.Horizon.Steps[t].Month), t)
			r.FlowM3s = append(r.FlowM3s, g.Horizon.Flow(flow, t))
			r.TargetM3s = append(r.TargetM3s, g.Horizon.Flow(want, t))
			r.WaterValue = append(r.WaterValue, s.Value[g.Arcs[arc].From][t])
			if want > 0 {
				asked++
				if lack := shortage(want, flow); lack <= fullSupply*want {
					met++
				} else {
					r.Deficit += lack
				}
			}
		}
		r.MetShare = 1
		if asked > 0 {
			r.MetShare = float64(met) / float64(asked)
		}
		a.Sections = append(a.Sections, r)
	}
}

func (a *Allocation) readNodes(in, out [][]float64) {
	g := a.graph
	for _, x := range a.net.Nodes {
		b, r := x.Info(), nodeResult(x)
		if _, ok := x.(*network.Demand); ok {
			r.Demand, r.Delivery = a.Series(b.ID, network.RoleDemand), make([]float64, a.graph.Horizon.Len())
			for w := range a.graph.Wants {
				if a.graph.Wants[w].Node == b.ID {
					for t := range r.Delivery {
						r.Delivery[t] += a.state.met(w, t)
					}
				}
			}
			if v := a.Series(b.ID, network.RoleRestriction); sum(v) > 0 {
				r.Restriction = v
			}
		}
		for v := range g.Vertices {
			if g.Vertices[v].Node == b.ID && r.WaterValue == nil {
				r.Inflow, r.Outflow, r.WaterValue = in[v], out[v], a.state.Value[v]
			}
		}
		if r.Inflow == nil { // a connection: what enters it and what arrives
			for i := range g.Arcs {
				if arc := &g.Arcs[i]; arc.Node == b.ID && len(arc.Heads) > 0 {
					r.Inflow, r.Outflow = a.state.Flow[i], make([]float64, g.Horizon.Len())
					for t, v := range a.state.Flow[i] {
						r.Outflow[t] = v * arc.Heads[0].Share
					}
				}
			}
		}
		if r.Inflow == nil {
			r.Inflow = append([]float64{}, a.Series(b.ID, network.RoleRunoff)...)
			r.Outflow = r.Inflow
		}
		a.Nodes = append(a.Nodes, r)
	}
}

func (a *Allocation) readReservoirs(in, out [][]float64) {
	g, s := a.graph, a.state
	t := g.Horizon.Len()
	for v := range g.Vertices {
		st := g.Vertices[v].Store
		if st == nil || st.Hidden {
			continue
		}
		x, ok := a.net.NodeByID(g.Vertices[v].Node).(*network.Reservoir)
		if !ok {
			continue
		}
		r := ReservoirRes{
			ID: x.ID, NameZH: x.Name().ZH, NameEN: x.Name().EN, Initial: st.Initial, Final: s.Storage[v][t-1], Storage: s.Storage[v],
			Inflow: in[v], Release: out[v], Spill: a.Series(x.ID, network.RoleSpill), Max: st.Max, Dead: x.Dead, WaterValue: s.Value[v],
		}
		if r.Spill == nil {
			r.Spill = make([]float64, t)
		}
		hasLevel := len(x.Table) > 0 && x.Table[len(x.Table)-1].Level != 0
		for u := range t {
			r.Evaporation = append(r.Evaporation, s.evaporation(g, v, u))
			r.Seepage = append(r.Seepage, s.seepage(g, v, u))
			if hasLevel {
				r.Level = append(r.Level, x.LevelAt(s.Storage[v][u]))
			}
			if st.EvapRate != nil && len(x.Table) > 1 {
				depth := x.Evaporation.At(a.net.PlanningYear, g.Horizon.Steps[u].Month) * g.Horizon.ShareOfMonth(u) / 10
				r.AreaResidual += math.Abs(depth*x.AreaAt(s.meanStorage(g, v, u)) - r.Evaporation[u])
			}
		}
		a.Reservoirs = append(a.Reservoirs, r)
	}
}

func (a *Allocation) readProjects() {
	g, s := a.graph, a.state
	for _, p := range a.net.Projects {
		r := ProjectResult{ID: p.ID, NameZH: p.NameZH, NameEN: p.NameEN, On: p.IsOn(a.net.PlanningYear)}
		value, weight := 0.0, 0.0
		var spent Costs
		for _, id := range p.Measured() {
			role := network.MainRole(a.net.NodeByID(id))
			for i := range g.Arcs {
				arc := &g.Arcs[i]
				if arc.Node != id {
					continue
				}
				if arc.Role == role {
					r.Volume += sum(s.Flow[i])
					for t := range s.Capacity[i] {
						value += s.Capacity[i][t] * float64(g.Horizon.Steps[t].Days)
						weight += float64(g.Horizon.Steps[t].Days)
					}
				}
				spent.add(arc, s.Flow[i])
			}
		}
		r.Cost, r.Energy = spent.Total, spent.Energy
		if weight > 0 {
			r.WaterValue = value / weight
		}
		for t := range g.Horizon.Steps {
			r.Capacity += p.Capacity.At(a.net.PlanningYear, g.Horizon.Steps[t].Month) * g.Horizon.ShareOfYear(t)
		}
		if r.Capacity > 0 {
			r.Utilisation = r.Volume / r.Capacity
		}
		a.Projects = append(a.Projects, r)
	}
}

// readQuotas reads the use of the rules; limits that hold in every step are
// summed over the horizon.
func (a *Allocation) readQuotas() {
	g, s := a.graph, a.state
	type entry struct {
		QuotaResult
		days, value float64
	}
	var list []*entry
	byStep := map[string]*entry{}
	for i := range g.Limits {
		l := &g.Limits[i]
		if !l.Price && l.Kind != "yield" {
			continue
		}
		used := 0.0
		for _, t := range l.Terms {
			for u := l.From; u < l.To; u++ {
				used += t.Coef * s.Flow[t.Arc][u]
			}
		}
		limit, sense := l.Max, "≤"
		if math.IsInf(limit, 1) {
			limit, sense = l.Min, "≥"
		}
		e := &entry{QuotaResult: QuotaResult{
			ID: l.ID, NameZH: l.Name.ZH, NameEN: l.Name.EN, Kind: l.Kind, Sense: sense, Used: used, Limit: limit,
			From: g.Horizon.Label(l.From, network.ZH), To: g.Horizon.Label(l.To-1, network.ZH),
		}}
		e.Binding = math.Abs(used-limit) <= 1e-6*(1+math.Abs(limit)) && len(l.Terms) > 0
		for u := l.From; u < l.To; u++ {
			e.days += float64(g.Horizon.Steps[u].Days)
		}
		e.value = s.LimitValue[i] * e.days
		if l.To-l.From == 1 && g.Horizon.Len() > 1 && l.Kind != "yield" {
			if sum := byStep[l.ID+sense]; sum != nil {
				sum.Used, sum.Limit, sum.To = sum.Used+used, sum.Limit+limit, e.To
				sum.Binding = sum.Binding || e.Binding
				sum.days, sum.value = sum.days+e.days, sum.value+e.value
				continue
			}
			byStep[l.ID+sense] = e
		}
		list = append(list, e)
	}
	for _, e := range list {
		if math.Abs(e.Limit) > 1e-9 && !math.IsInf(e.Limit, 0) {
			e.Share = e.Used / e.Limit
		}
		e.WaterValue = e.value / e.days
		a.Quotas = append(a.Quotas, e.QuotaResult)
	}
}

// costs are the costs of supply of a state.
func costs(g *network.Graph, s *State) Costs {
	var out Costs
	for i := range g.Arcs {
		out.add(&g.Arcs[i], s.Flow[i])
	}
	return out
}

// add counts what an arc costs for its flow.
func (c *Costs) add(arc *network.Arc, flow []float64) {
	for t, price := range arc.Cost {
		c.Total += price * flow[t]
	}
	c.Energy += arc.Energy * sum(flow)
}

// newIndicators are the fairness measures of RULES AL-11.
func newIndicators(a *Allocation) Indicators {
	x := Indicators{Worst: 1, Satisfaction: 1}
	var shares, population, water []float64
	for _, c := range a.Counties {
		x.Demand += c.Demand
		x.Delivery += c.Delivery
		x.Restriction += c.Restriction
		x.GrossCut += c.Gross.Restriction
		x.GrossDemand += c.Gross.Demand
		x.Withdrawal += c.Gross.Withdrawal
		shares = append(shares, c.Satisfaction)
		if c.Satisfaction < x.Worst {
			x.Worst, x.WorstID = c.Satisfaction, c.ID
		}
		if r := a.net.RegionByID(c.ID); r.Population > 0 {
			population, water = append(population, r.Population), append(water, c.Delivery)
		}
	}
	x.Shortage = shortage(x.Demand-x.Restriction, x.Delivery)
	x.GrossLack = shortage(x.GrossDemand-x.GrossCut, x.Withdrawal)
	x.Satisfaction = satisfaction(x.Demand, x.Delivery)
	x.CV = Variation(shares)
	x.Gini = Gini(population, water)
	return x
}

// Variation is the coefficient of variation, population standard deviation ÷
// mean (RULES AL-11); 0 for an empty list or a zero mean.
func Variation(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	mean := sum(v) / float64(len(v))
	if mean == 0 {
		return 0
	}
	square := 0.0
	for _, x := range v {
		square += (x - mean) * (x - mean)
	}
	return math.Sqrt(square/float64(len(v))) / mean
}

// Gini is the Gini coefficient of amounts over bases (population, GDP, …) by
// the Lorenz curve sorted by amount per unit of base:
//
//	G = 1 − Σ (X_i − X_{i−1})(Y_i + Y_{i−1})        (RULES AL-11)
//
// len(base) == len(amount); 0 when there is nothing to share.
func Gini(base, amount []float64) float64 {
	totalBase, totalAmount := sum(base), sum(amount)
	if totalBase <= 0 || totalAmount <= 0 {
		return 0
	}
	order := make([]int, len(base))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool {
		return amount[order[i]]*base[order[j]] < amount[order[j]]*base[order[i]]
	})
	g, x, y := 1.0, 0.0, 0.0
	for _, i := range order {
		nx, ny := x+base[i]/totalBase, y+amount[i]/totalAmount
		g -= (nx - x) * (ny + y)
		x, y = nx, ny
	}
	return g
}
