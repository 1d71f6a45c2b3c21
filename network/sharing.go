package network

// Sharing divides a common water between parties in fixed shares. In each
// period a party gets its share of what all get, give or take the tolerance:
//
//	(share−tol)·Σ all ≤ Σ own ≤ (share+tol)·Σ all
type Sharing struct {
	RuleBase
	Parties   []Party `json:"parties" req:"true" doc:"parties; shares sum to 1" zh:"分水方"`
	Period    string  `json:"period" enum:"year|step" doc:"period in which the shares hold (default year)" zh:"周期"`
	Tolerance float64 `json:"tolerance" unit:"-" min:"0" max:"1" doc:"allowed deviation of a share" zh:"允许偏差"`
}

// Party is one party of a sharing rule.
type Party struct {
	NameZH string  `json:"name_zh" doc:"Chinese name" zh:"名称"`
	Flows  []Flow  `json:"flows" req:"true" doc:"flows the party gets" zh:"所得流量"`
	Share  float64 `json:"share" req:"true" unit:"-" min:"0" max:"1" doc:"its share" zh:"比例"`
}

func (r *Sharing) check(c *checker) {
	sum := 0.0
	for i, p := range r.Parties {
		checkFlows(c, c.at("parties", i)+".flows", p.Flows)
		sum += p.Share
	}
	if len(r.Parties) < 2 {
		c.fault("parties", Text{"至少要有两方", "needs two parties at least"}, Text{"补充分水方", "add a party"})
	} else if sum < 1-1e-9 || sum > 1+1e-9 {
		c.fault("parties", say("比例合计 %g，应为 1", "shares sum to %g, want 1", sum), Text{"调整 share", "mend the shares"})
	}
}

func (r *Sharing) lower(b *builder) {
	own := make([][]Term, len(r.Parties))
	var all []Term
	for i, p := range r.Parties {
		own[i] = b.flowTerms(p.Flows)
		all = append(all, own[i]...)
	}
	for i, p := range r.Parties[:len(r.Parties)-1] { // the last share follows from the others
		b.share(r, own[i], all, p.Share+r.Tolerance, false)
		b.share(r, own[i], all, p.Share-r.Tolerance, true)
	}
	if r.Tolerance > 0 {
		last := len(r.Parties) - 1
		b.share(r, own[last], all, r.Parties[last].Share+r.Tolerance, false)
		b.share(r, own[last], all, r.Parties[last].Share-r.Tolerance, true)
	}
}

// share adds Σ own − share·Σ all ≤ 0, or ≥ 0, in each period.
func (b *builder) share(r *Sharing, own, all []Term, share float64, atLeast bool) {
	coef := map[int]float64{}
	var order []int
	for _, t := range all {
		if _, seen := coef[t.Arc]; !seen {
			order = append(order, t.Arc)
		}
		coef[t.Arc] -= share * t.Coef
	}
	for _, t := range own {
		coef[t.Arc] += t.Coef
	}
	sign := 1.0
	if atLeast {
		sign = -1
	}
	l := Limit{ID: r.ID, Kind: r.Kind, Path: b.path, Name: r.Name(), Price: true, Min: negInf}
	for _, a := range order {
		l.Terms = append(l.Terms, Term{a, sign * coef[a]})
	}
	if r.Period == "step" {
		for t := range b.h.Steps {
			l.From, l.To = t, t+1
			b.g.Limits = append(b.g.Limits, l)
		}
		return
	}
	b.yearly(l, 0, 0)
}
