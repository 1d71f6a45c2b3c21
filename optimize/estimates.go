package optimize

import (
	"fmt"

	"fenhu/network"
)

// estimates says how many of the inflows and demands are our own estimates.
func estimates(n *network.Network) (zh, en string) {
	inflows, demands, guessedInflows, guessedDemands := 0, 0, 0, 0
	for _, x := range n.Nodes {
		d := 0
		if x.Info().Estimated() {
			d = 1
		}
		switch x.(type) {
		case *network.Inflow:
			inflows, guessedInflows = inflows+1, guessedInflows+d
		case *network.Demand:
			demands, guessedDemands = demands+1, guessedDemands+d
		}
	}
	if guessedInflows+guessedDemands == 0 {
		return "", ""
	}
	return fmt.Sprintf("%d 个来水中的 %d 个、%d 个用户中的 %d 个采用估算值（D 级），结果相应为估算", inflows, guessedInflows, demands, guessedDemands),
		fmt.Sprintf("%d of %d inflows and %d of %d demands are estimates (grade D), and so are the results", guessedInflows, inflows, guessedDemands, demands)
}

// nodeNames looks up names of nodes.
func nodeNames(n *network.Network) func(string) (network.Text, bool) {
	return func(id string) (network.Text, bool) {
		if x := n.NodeByID(id); x != nil {
			return x.Info().Name(), true
		}
		return network.Text{}, false
	}
}
