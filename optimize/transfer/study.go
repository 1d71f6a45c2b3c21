package transfer

import (
	"cmp"
	"context"
	"slices"

	"fenhu/network"
	"fenhu/optimize"
	"fenhu/optimize/compensation"
)

// Study is what recipients owe source areas, by project, and the statement of it.
type Study struct {
	Basin    optimize.BasinInfo      `json:"basin"`
	Year     int                     `json:"year"`
	P        float64                 `json:"p"`
	Mode     optimize.Mode           `json:"mode"`
	Months   []string                `json:"months"` // 2025-01, …
	Terms    Terms                   `json:"terms"`
	Version  string                  `json:"version"` // of the terms
	Projects []Project               `json:"projects"`
	Names    map[string]network.Text `json:"names"` // of all parties and projects
	Result   *compensation.Statement `json:"statement"`
}

// Project is one project of a study. Volumes are 万m³, money 万元 and 分.
type Project struct {
	ID     string                 `json:"id"`
	Flows  []Flow                 `json:"flows"`
	Trace  optimize.TransferTrace `json:"trace"`
	From   string                 `json:"from"`   // outlet of the rivers it draws on; empty = beyond the network
	Across float64                `json:"across"` // share of the volume whose users' rivers end elsewhere [-]
	Volume float64                `json:"volume"` // that is charged: used by others than its owner

	Bounds   Bounds             `json:"bounds"`
	Unpaid   float64            `json:"unpaid"` // α as used
	Base     compensation.Money `json:"base"`   // W·v·α·(1+δ(T−G))
	Charge   compensation.Money `json:"charge"` // with what the test adds
	Carrying float64            `json:"carrying"`

	// The donors' loss test.
	LossByDual   float64  `json:"loss_by_dual"`   // Σ intake · water value at the source without the project
	LossByResult float64  `json:"loss_by_result"` // what users of the same rivers lack because of it, valued
	Rivals       float64  `json:"rivals"`         // the same of users elsewhere, not part of the test
	Gain         float64  `json:"gain"`           // what recipients and others lack less because of it, valued
	Passed       bool     `json:"passed"`         // Base ≥ both losses
	Raised       bool     `json:"raised"`
	Effects      []Effect `json:"effects"`

	Players   []Player   `json:"players"`
	Game      Game       `json:"game"`
	Divisions []Division `json:"divisions"`
	// Key is the key that the statement follows: that of the terms, or use where it
	// cannot be used.
	Key string `json:"key"`
}

// Flow is what a recipient used of an owner's water, by month (W_jk).
type Flow struct {
	Owner     string    `json:"owner"`
	Recipient string    `json:"recipient"`
	Months    []float64 `json:"months"`
	Total     float64   `json:"total"`
}

// Bounds are the unit value and what it lies between [元/m³].
type Bounds struct {
	Income      float64 `json:"income"`      // AC-01 per m³
	Replacement float64 `json:"replacement"` // AC-02 per m³
	Lower       float64 `json:"lower"`       // the larger of the two
	Alternative float64 `json:"alternative"` // the cheapest, 0 = none known
	Cheapest    string  `json:"cheapest,omitempty"`
	Dual        float64 `json:"dual"`    // water value where it is delivered, less carrying, per m³ taken
	Benefit     float64 `json:"benefit"` // what all recipients gain, per m³ that they use
	Upper       float64 `json:"upper"`
	By          Upper   `json:"upper_by"`
	Crossed     bool    `json:"crossed,omitempty"` // the upper bound was below the lower one, which counts
	Value       float64 `json:"value"`
	Grade       string  `json:"grade"` // the worst of the figures behind it
}

// Effect is what a region or a section lacks with and without the project,
// valued [万元].
type Effect struct {
	ID      string  `json:"id"`
	With    float64 `json:"with"`
	Without float64 `json:"without"`
	Donor   bool    `json:"donor,omitempty"` // on the rivers that the project draws on
}

// Player is a recipient, or several that were joined.
type Player struct {
	ID         string   `json:"id"`
	Regions    []string `json:"regions"`
	Volume     float64  `json:"volume"`
	Population float64  `json:"population"`
	GDP        float64  `json:"gdp"`
}

// Options are how a study is made.
type Options struct {
	Run      optimize.Options // the plan; its solver serves all programmes
	Workers  int              // coalitions solved at a time
	Progress func(project string, done, all int)
}

// Compute plans a network, and again without each project, and says who owes
// whom for the transferred water. The terms must pass Check. An error that is
// network.Faults tells what terms or network lack.
func Compute(ctx context.Context, n *network.Network, t Terms, o Options) (*Study, error) {
	wrong := append(t.Check(), t.Fit(n)...)
	if len(wrong) > 0 {
		return nil, wrong
	}
	plan, err := allocate(ctx, n, o.Run, "")
	if err != nil {
		return nil, err
	}
	drains := plan.Drains()
	projects := t.Projects
	if len(projects) == 0 {
		projects = crossing(n, plan, drains)
	}
	projects = slices.DeleteFunc(slices.Clone(projects), func(id string) bool { return !n.ProjectByID(id).IsOn(n.PlanningYear) })
	s := &Study{Basin: plan.Basin, Year: plan.Year, P: plan.P, Mode: plan.Mode, Terms: t, Version: version(&t), Names: map[string]network.Text{}, Projects: []Project{}}
	for _, p := range plan.Periods {
		if m := p.Start[:7]; len(s.Months) == 0 || s.Months[len(s.Months)-1] != m {
			s.Months = append(s.Months, m)
		}
	}
	traces, err := plan.Traces(projects, func(node string) string { return t.owner(n, node) })
	if err != nil {
		return nil, err
	}
	for i := range traces {
		p := Project{ID: projects[i], Trace: traces[i], From: drains.Project(n.ProjectByID(projects[i]))}
		s.flows(&p, plan.Periods)
		for _, f := range p.Flows {
			p.Volume += f.Total
			if drains.Region(f.Recipient) != p.From {
				p.Across += f.Total
			}
		}
		if p.Volume == 0 {
			continue // nothing came by it
		}
		p.Across /= p.Volume
		if err := s.settle(ctx, n, &p, plan, drains, o); err != nil {
			return nil, err
		}
		s.Projects = append(s.Projects, p)
	}
	s.name(n)
	s.Result, err = s.statement()
	return s, err
}

// allocate is a plan; a network without one is a fault.
func allocate(ctx context.Context, n *network.Network, o optimize.Options, without string) (*optimize.Allocation, error) {
	o.Certificate, o.Progress, o.OpenOnly = false, nil, without != ""
	a, err := optimize.Allocate(ctx, n, o)
	if err != nil {
		return nil, err
	}
	if a.Infeasible != nil {
		return nil, network.Faults{{Path: "projects", ID: without, Problem: network.Text{ZH: "无可行的配置方案：" + a.Infeasible.Text.ZH, EN: "there is no feasible plan: " + a.Infeasible.Text.EN}}}
	}
	return a, nil
}

// crossing are the projects that are on and draw on rivers which end elsewhere
// than those of the regions they serve.
func crossing(n *network.Network, plan *optimize.Allocation, drains optimize.Drainage) []string {
	var all, out []string
	for i := range n.Projects {
		p := &n.Projects[i]
		if p.IsOn(n.PlanningYear) && slices.ContainsFunc(p.Members, func(m string) bool { _, ok := n.NodeByID(m).(*network.Transfer); return ok }) {
			all = append(all, p.ID)
		}
	}
	for _, id := range all {
		traces, err := plan.Traces([]string{id}, func(string) string { return "" })
		if err != nil {
			continue
		}
		from := drains.Project(n.ProjectByID(id))
		if slices.ContainsFunc(traces[0].Uses, func(u optimize.TransferUse) bool { return drains.Region(u.Region) != from }) {
			out = append(out, id)
		}
	}
	return out
}

// flows sums the uses of a trace up by month; what an owner uses itself is left out.
func (s *Study) flows(p *Project, periods []optimize.Period) {
	for _, u := range p.Trace.Uses {
		if u.Area == u.Region {
			continue
		}
		f := Flow{Owner: u.Area, Recipient: u.Region, Months: make([]float64, len(s.Months))}
		for i, v := range u.Volume {
			f.Months[slices.Index(s.Months, periods[i].Start[:7])] += v
			f.Total += v
		}
		p.Flows = append(p.Flows, f)
	}
	slices.SortStableFunc(p.Flows, func(a, b Flow) int {
		return cmp.Or(cmp.Compare(a.Owner, b.Owner), cmp.Compare(b.Total, a.Total), cmp.Compare(a.Recipient, b.Recipient))
	})
}

// settle values the water of a project, tests it, and divides the charge.
func (s *Study) settle(ctx context.Context, n *network.Network, p *Project, plan *optimize.Allocation, drains optimize.Drainage, o Options) error {
	p.players(n, s.Terms.Merge)
	shut, err := optimize.Without(n, p.ID)
	if err != nil {
		return err
	}
	without, err := allocate(ctx, shut, o.Run, p.ID)
	if err != nil {
		return err
	}
	p.effects(plan, without, drains)
	b := &basis{players: p.Players, solver: o.Run.Solver}
	if err := p.play(ctx, n, b, s.Terms.Pairs, o); err != nil {
		return err
	}
	net, carrying := plan.PricedOutlet(p.ID)
	p.Carrying, p.LossByDual = carrying, plan.PricedIntake(p.ID, without)
	s.Terms.bounds(p, net)
	if err := s.charge(p); err != nil {
		return err
	}
	b.game, b.charge = &p.Game, p.Charge
	if p.Bounds.Alternative > 0 {
		for i := range p.Players {
			b.alternatives = append(b.alternatives, p.Players[i].Volume*p.Bounds.Alternative)
		}
	}
	if p.Divisions, err = b.divide(ctx); err != nil {
		return err
	}
	p.Key = s.Terms.Key
	if p.division().Missing != nil {
		p.Key = "use"
	}
	return nil
}

// division is the one that the statement follows.
func (p *Project) division() *Division {
	return &p.Divisions[slices.IndexFunc(p.Divisions, func(d Division) bool { return d.Key == p.Key })]
}
