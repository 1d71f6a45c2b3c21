package brief

import (
	"fmt"
	"slices"

	"fenhu/network"
)

// Alternative is a change of a network that is worth a run beside it.
type Alternative struct {
	Name    network.Text
	Source  network.Text // the emergency source it takes away or adds
	Adds    bool
	Network *network.Network
}

// Alternatives are the runs that say what the responses of the plans in force buy:
// none of the plans, and each emergency source switched the other way. A source is
// on or off as its project is in n.
func Alternatives(n *network.Network) ([]Alternative, error) {
	var out []Alternative
	add := func(x Alternative, changes ...network.Change) error {
		s := network.Scenario{Changes: changes}
		changed, err := s.Apply(n)
		if err != nil {
			return err
		}
		if wrong := changed.Check().Errors(); len(wrong) > 0 {
			return wrong
		}
		x.Network = changed
		out = append(out, x)
		return nil
	}
	var off []network.Change
	var projects []string
	for _, r := range n.Rules {
		p, ok := r.(*network.DroughtPlan)
		if !ok || p.Off {
			continue
		}
		c, err := network.SetValue("rules."+p.ID+".off", "true")
		if err != nil {
			return nil, err
		}
		off = append(off, c)
		for _, e := range p.Emergency {
			if e.Project != "" && !slices.Contains(projects, e.Project) {
				projects = append(projects, e.Project)
			}
		}
	}
	if len(off) == 0 {
		return nil, nil
	}
	if err := add(Alternative{Name: text("不执行抗旱预案", "without the drought plan")}, off...); err != nil {
		return nil, err
	}
	for _, id := range projects {
		p := n.ProjectByID(id)
		if p == nil {
			continue
		}
		on := p.IsOn(n.PlanningYear)
		x := Alternative{Source: p.Name(), Adds: !on}
		x.Name = text("不启用%[1]s", "without %[2]s", p.Name().ZH, p.Name().EN)
		if !on {
			x.Name = text("启用%[1]s", "with %[2]s", p.Name().ZH, p.Name().EN)
		}
		if err := add(x, network.Change{Kind: "project", Do: &network.ProjectChange{ID: id, On: !on}}); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return out, nil
}

// SwitchOn switches on the drought plans of a network in which none is in force;
// the result says which, nil where one is in force or there is none.
func SwitchOn(n *network.Network) (*network.Network, []network.Text, error) {
	var changes []network.Change
	var names []network.Text
	for _, r := range n.Rules {
		p, ok := r.(*network.DroughtPlan)
		if !ok {
			continue
		}
		if !p.Off {
			return n, nil, nil
		}
		c, err := network.SetValue("rules."+p.ID+".off", "false")
		if err != nil {
			return nil, nil, err
		}
		changes, names = append(changes, c), append(names, p.Name())
	}
	if len(changes) == 0 {
		return n, nil, nil
	}
	s := network.Scenario{Changes: changes}
	on, err := s.Apply(n)
	if err != nil {
		return nil, nil, err
	}
	if wrong := on.Check().Errors(); len(wrong) > 0 {
		return nil, nil, wrong
	}
	return on, names, nil
}
