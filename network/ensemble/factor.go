package ensemble

import (
	"fmt"
	"slices"

	"fenhu/network"
)

// Factor changes the inflows of a set, as a climate projection does.
type Factor struct {
	Nodes  []string `json:"nodes,omitempty"`  // inflow nodes; empty = all
	Months []int    `json:"months,omitempty"` // calendar months, 1–12; empty = all
	By     float64  `json:"by"`               // multiplies the inflow, 0 to 10 [-]
}

// largestFactor bounds Factor.By [-].
const largestFactor = 10

// Scale applies factors in their order; what several of them touch is
// multiplied by each. The error is network.Faults, and then nothing is changed.
func (s *Set) Scale(h network.Horizon, factors []Factor) error {
	var wrong network.Faults
	for k, f := range factors {
		at := fmt.Sprintf("factors[%d]", k)
		if !(f.By >= 0 && f.By <= largestFactor) {
			wrong = append(wrong, network.Fault{Path: at + ".by", Problem: said("倍比 %g 不在 0 与 %g 之间", "the factor %g is not between 0 and %g", f.By, float64(largestFactor))})
		}
		for i, id := range f.Nodes {
			if !slices.Contains(s.Nodes, id) {
				wrong = append(wrong, network.Fault{Path: fmt.Sprintf("%s.nodes[%d]", at, i), Problem: said("%q 不是系列中的来水节点", "%q is no inflow of the traces", id)})
			}
		}
		for i, m := range f.Months {
			if m < 1 || m > 12 {
				wrong = append(wrong, network.Fault{Path: fmt.Sprintf("%s.months[%d]", at, i), Problem: said("没有 %d 月", "there is no month %d", m)})
			}
		}
	}
	if len(wrong) > 0 {
		return wrong
	}
	for _, f := range factors {
		for i, id := range s.Nodes {
			if len(f.Nodes) > 0 && !slices.Contains(f.Nodes, id) {
				continue
			}
			for t, step := range h.Steps {
				if len(f.Months) > 0 && !slices.Contains(f.Months, step.Month) {
					continue
				}
				for k := range s.Traces {
					s.Traces[k].Inflow[i][t] *= f.By
				}
			}
		}
	}
	return nil
}
