package network

import "slices"

// RuleBase is what every rule has.
type RuleBase struct {
	ID     string `json:"id" req:"true" doc:"identifier" zh:"标识"`
	Kind   string `json:"kind" req:"true" doc:"kind of rule" zh:"类型"`
	NameZH string `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN string `json:"name_en" doc:"English name" zh:"英文名称"`
	Off    bool   `json:"off" doc:"switched off" zh:"停用"`
	Source string `json:"source" doc:"document it comes from" zh:"依据"`
	Grade  string `json:"grade" enum:"A|B|C|D" doc:"grade of the figures" zh:"数据等级"`
	Note   string `json:"note" doc:"free text" zh:"说明"`
}

// Info returns the rule's common part.
func (r *RuleBase) Info() *RuleBase { return r }

// Name is the rule's name in both languages; the id where it has none.
func (r *RuleBase) Name() Text {
	t := Text{r.NameZH, r.NameEN}
	if t.ZH == "" && t.EN == "" {
		t = Text{r.ID, r.ID}
	}
	return t
}

// Rule is a regulation, given as data, that lowers to limits.
type Rule interface {
	Info() *RuleBase
	check(c *checker)
	lower(b *builder)
}

// RuleInfo describes a kind of rule.
type RuleInfo struct {
	ID   string
	Name Text
	New  func() Rule
}

// ruleTable is the ordered table of rule kinds: a new kind is one file and one
// line here.
var ruleTable = []RuleInfo{
	{"quota", Text{"水量指标", "quota"}, func() Rule { return new(Quota) }},
	{"use-cap", Text{"用水总量控制", "cap on use"}, func() Rule { return new(UseCap) }},
	{"groundwater-cap", Text{"地下水开采总量控制", "groundwater cap"}, func() Rule { return new(GroundwaterCap) }},
	{"sharing", Text{"分水比例", "sharing ratio"}, func() Rule { return new(Sharing) }},
	{"min-outflow", Text{"最小下泄", "minimum outflow"}, func() Rule { return new(MinOutflow) }},
	{"source-ban", Text{"水源限制", "source restriction"}, func() Rule { return new(SourceBan) }},
	{"drought-plan", Text{"抗旱预案", "drought plan"}, func() Rule { return new(DroughtPlan) }},
}

// RuleKinds returns the kinds of rules in table order.
func RuleKinds() []RuleInfo { return append([]RuleInfo(nil), ruleTable...) }

func ruleByID(id string) *RuleInfo {
	for i := range ruleTable {
		if ruleTable[i].ID == id {
			return &ruleTable[i]
		}
	}
	return nil
}

// Flow names flows of a node that a rule counts.
type Flow struct {
	Node   string  `json:"node" req:"true" doc:"node" zh:"节点"`
	Role   Role    `json:"role" enum:"flows" doc:"role of the flow; left out = the main one of the node's kind" zh:"流量类别"`
	Factor float64 `json:"factor" unit:"-" min:"-10" max:"10" doc:"weight; left out = 1; negative takes the flow off" zh:"系数"`
}

// checkFlows checks that the flows exist.
func checkFlows(c *checker, key string, flows []Flow) {
	for i, f := range flows {
		checkFlow(c, c.at(key, i)+".node", f)
	}
}

func checkFlow(c *checker, key string, f Flow) {
	x, ok := c.nodes[f.Node]
	if !ok {
		c.fault(key, say("没有名为 %q 的节点", "there is no node %q", f.Node), c.nearest(f.Node))
		return
	}
	main := MainRole(x)
	if f.Role == "" && (main == "" || main == RoleStorage || main == RoleRunoff) {
		c.fault(key, say("%q 没有可计量的流量", "%q has no flow to count", f.Node), Text{"改用河段、输水工程、断面或用户", "name a reach, transfer, section or demand"})
	}
}

// checkInflows checks that the ids name inflow nodes.
func checkInflows(c *checker, key string, ids []string) {
	for i, id := range ids {
		if _, ok := c.nodes[id].(*Inflow); !ok {
			c.fault(c.at(key, i), say("%q 不是来水节点", "%q is not an inflow", id), c.nearest(id))
		}
	}
}

// flowTerms are the arcs of the flows with their weights. Demands are counted
// where they withdraw.
func (b *builder) flowTerms(flows []Flow) []Term {
	var out []Term
	for _, f := range flows {
		role := f.Role
		if role == "" {
			role = MainRole(b.n.NodeByID(f.Node))
			if role == RoleDelivery {
				role = RoleSupply
			}
		}
		w := f.Factor
		if w == 0 {
			w = 1
		}
		for i := range b.g.Arcs {
			if a := &b.g.Arcs[i]; a.Node == f.Node && a.Role == role {
				out = append(out, Term{i, w})
			}
		}
	}
	return out
}

// Basis says what a quota counts.
type Basis string

// The bases of quotas. The Yellow River quotas are consumption (RULES AL-04),
// often misread as withdrawal.
const (
	Withdrawal  Basis = "withdrawal"
	Consumption Basis = "consumption"
)

// Users selects the withdrawals of demands.
type Users struct {
	Regions []string `json:"regions" doc:"regions; left out = all" zh:"行政区"`
	City    string   `json:"city" doc:"all regions of a city" zh:"市"`
	Sectors []Sector `json:"sectors" enum:"sectors" doc:"sectors; left out = all" zh:"行业"`
	From    []string `json:"from" doc:"sources; left out = all" zh:"水源"`
	Except  []string `json:"except" doc:"sources that do not count, such as reclaimed water" zh:"不计水源"`
}

func (u Users) check(c *checker, key string) {
	for i, id := range u.Regions {
		if c.n.RegionByID(id) == nil {
			c.fault(key+c.at("regions", i), say("没有名为 %q 的行政区", "there is no region %q", id), Text{"在 regions 中定义", "define it under regions"})
		}
	}
	for _, list := range []struct {
		name string
		ids  []string
	}{{"from", u.From}, {"except", u.Except}} {
		for i, id := range list.ids {
			if c.nodes[id] == nil {
				c.fault(key+c.at(list.name, i), say("没有名为 %q 的节点", "there is no node %q", id), c.nearest(id))
			}
		}
	}
}

func (u Users) has(n *Network, d *Demand) bool {
	if len(u.Regions) > 0 && !slices.Contains(u.Regions, d.Region) {
		return false
	}
	if u.City != "" {
		if r := n.RegionByID(d.Region); r == nil || r.City != u.City {
			return false
		}
	}
	return len(u.Sectors) == 0 || slices.Contains(u.Sectors, d.Sector)
}

// terms are the supply arcs of the selected users, weighted by the basis:
// consumption counts what a withdrawal does not give back to rivers.
func (u Users) terms(b *builder, basis Basis) []Term {
	var out []Term
	for i := range b.g.Arcs {
		a := &b.g.Arcs[i]
		if a.Role != RoleSupply || len(u.From) > 0 && !slices.Contains(u.From, a.Peer) || slices.Contains(u.Except, a.Peer) {
			continue
		}
		d, ok := b.n.NodeByID(a.Node).(*Demand)
		if !ok || !u.has(b.n, d) {
			continue
		}
		w := 1.0
		if basis == Consumption {
			w -= d.arrives(b.n.PlanningYear) * d.returned(b.n.PlanningYear)
		}
		out = append(out, Term{i, w})
	}
	return out
}
