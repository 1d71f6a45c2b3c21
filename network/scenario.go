package network

import (
	"errors"
	"fmt"
	"reflect"
)

// Scenario is an ordered list of changes to a network. Only the differences
// are kept; Apply works on a copy.
type Scenario struct {
	ID      string   `json:"id" doc:"identifier" zh:"标识"`
	NameZH  string   `json:"name_zh" doc:"Chinese name" zh:"中文名称"`
	NameEN  string   `json:"name_en" doc:"English name" zh:"英文名称"`
	Note    string   `json:"note" doc:"free text" zh:"说明"`
	Changes []Change `json:"changes" doc:"changes, applied in order" zh:"变更"`
}

// Changer is one kind of change.
type Changer interface {
	// apply changes n, which is the caller's to change; slices inside nodes are
	// replaced, never written into. The error says what is wrong with the change.
	apply(n *Network) error
}

// Change is one change: in a document a map with one key, the kind.
type Change struct {
	Kind string
	Do   Changer
}

// ChangeInfo describes a kind of change.
type ChangeInfo struct {
	ID   string
	Name Text
	New  func() Changer
}

// changeTable is the ordered table of change kinds: a new kind is one file and
// one line here.
var changeTable = []ChangeInfo{
	{"inflow", Text{"来水", "inflow"}, func() Changer { return new(InflowChange) }},
	{"composition", Text{"地区组成", "composition of a design year"}, func() Changer { return new(CompositionChange) }},
	{"demand", Text{"需水", "demand"}, func() Changer { return new(DemandChange) }},
	{"year", Text{"水平年", "planning year"}, func() Changer { return new(YearChange) }},
	{"project", Text{"工程开关", "project"}, func() Changer { return new(ProjectChange) }},
	{"capacity", Text{"能力", "capacity"}, func() Changer { return new(CapacityChange) }},
	{"outage", Text{"停运", "outage"}, func() Changer { return new(OutageChange) }},
	{"rule", Text{"规则", "rule"}, func() Changer { return new(RuleChange) }},
	{"order", Text{"优先序", "priority order"}, func() Changer { return new(OrderChange) }},
	{"set", Text{"改值", "set a value"}, func() Changer { return new(SetChange) }},
}

// ChangeKinds returns the kinds of changes in table order.
func ChangeKinds() []ChangeInfo { return append([]ChangeInfo(nil), changeTable...) }

func changeByID(id string) *ChangeInfo {
	for i := range changeTable {
		if changeTable[i].ID == id {
			return &changeTable[i]
		}
	}
	return nil
}

// MarshalJSON writes the form the document uses, without what was not given,
// so that DecodeScenario reads it back.
func (c Change) MarshalJSON() ([]byte, error) {
	if c.Do == nil {
		return []byte("{}"), nil
	}
	return jsonOf(nil, tree(reflect.ValueOf(c)))
}

// Apply returns a changed copy of n. All changes that fail are reported
// together, as Faults whose paths are changes[i].
func (s Scenario) Apply(n *Network) (*Network, error) {
	out := n.clone()
	var faults Faults
	for i, c := range s.Changes {
		if c.Do == nil {
			continue
		}
		if err := c.Do.apply(out); err != nil {
			faults = append(faults, Fault{Path: fmt.Sprintf("changes[%d].%s", i, c.Kind), ID: s.ID, Problem: problemOf(err)})
		}
	}
	return out, faults.err()
}

// wrong is an error with a message in both languages.
type wrong struct{ text Text }

func (w wrong) Error() string { return w.text.EN }

func wrongf(zh, en string, args ...any) error { return wrong{say(zh, en, args...)} }

func problemOf(err error) Text {
	if w, ok := errors.AsType[wrong](err); ok {
		return w.text
	}
	return Text{err.Error(), err.Error()}
}

// try applies the change to a copy of n and returns what is wrong with it.
func (c Change) try(n *Network) error {
	if c.Do == nil {
		return nil
	}
	return c.Do.apply(n.clone())
}

// clone copies the network deeply enough that replacing a field of a node,
// rule, project or region does not reach the original.
func (n *Network) clone() *Network {
	out := *n
	out.Levels = append([]Level(nil), n.Levels...)
	out.Zones = append([]Zone(nil), n.Zones...)
	out.Regions = append([]Region(nil), n.Regions...)
	out.Profiles = append([]Profile(nil), n.Profiles...)
	out.Projects = append([]Project(nil), n.Projects...)
	out.Nodes = make([]Node, len(n.Nodes))
	for i, x := range n.Nodes {
		out.Nodes[i] = shallow(x)
	}
	out.Rules = make([]Rule, len(n.Rules))
	for i, r := range n.Rules {
		out.Rules[i] = shallow(r)
	}
	return &out
}

func shallow[T any](x T) T {
	v := reflect.New(reflect.TypeOf(x).Elem())
	v.Elem().Set(reflect.ValueOf(x).Elem())
	out, _ := reflect.TypeAssert[T](v) // always a T: it has the type of x
	return out
}
