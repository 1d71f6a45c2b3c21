package network

// offNodes are the nodes whose every project is off in the planning year.
func (n *Network) offNodes() map[string]bool {
	on, off := map[string]bool{}, map[string]bool{}
	for _, p := range n.Projects {
		for _, m := range p.Members {
			if p.IsOn(n.PlanningYear) {
				on[m] = true
			} else {
				off[m] = true
			}
		}
	}
	for id := range on {
		delete(off, id)
	}
	return off
}

// withProjects is the network with the changes of the projects that are on.
// A network without such changes is returned as it is.
func (n *Network) withProjects() (*Network, error) {
	var changes []Change
	for _, p := range n.Projects {
		if p.IsOn(n.PlanningYear) {
			changes = append(changes, p.WhenOn...)
		}
	}
	if len(changes) == 0 {
		return n, nil
	}
	return Scenario{Changes: changes}.Apply(n)
}

// Measured are the nodes whose flow counts as the volume of the project.
func (p Project) Measured() []string {
	if len(p.Measure) > 0 {
		return p.Measure
	}
	return p.Members
}
