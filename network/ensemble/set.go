package ensemble

import (
	"fmt"
	"math"

	"fenhu/network"
)

// Set is a number of traces over the same inflow nodes and the same horizon.
type Set struct {
	Nodes  []string // ids of the inflow nodes, in the order of Trace.Inflow
	Traces []Trace
}

// Trace is one course of the inflows. Its weight beside those of the others is
// its probability; the weights need not sum to 1.
type Trace struct {
	Name   string
	Weight float64     // [-]
	Inflow [][]float64 // natural inflow of Nodes[i] in step t at Inflow[i][t] [万m³]
}

// maxFaults bounds the list of faults of a Set: thousands of traces made the
// same wrong way need not all be told.
const maxFaults = 50

// Check tells everything that is wrong with a set for a horizon of the given
// number of steps: no nodes or traces, nodes or names given twice, inflows that
// are missing, too short or long, negative or not finite, weights that are
// negative, not finite, or all zero. The error is a network.FaultErrors with
// paths like traces[3].inflow[0][11]; beyond fifty faults it says how many more there are.
func (s *Set) Check(steps int) error {
	c := checker{}
	if len(s.Nodes) == 0 {
		c.fault("nodes", "", network.Text{ZH: "没有来水节点", EN: "names no inflow node"}, network.Text{ZH: "列出 inflow 节点的标识", EN: "list the ids of the inflow nodes"})
	}
	if len(s.Traces) == 0 {
		c.fault("traces", "", network.Text{ZH: "没有来水过程", EN: "has no trace"}, network.Text{ZH: "至少给出一条来水过程", EN: "give one trace at least"})
	}
	seen := map[string]bool{}
	for i, id := range s.Nodes {
		if seen[id] || id == "" {
			c.fault(fmt.Sprintf("nodes[%d]", i), id, network.Text{ZH: "节点为空或重复", EN: "is empty or named twice"}, network.Text{ZH: "每个节点列一次", EN: "name each node once"})
		}
		seen[id] = true
	}
	total := 0.0
	names := make(map[string]bool, len(s.Traces))
	for i := range s.Traces {
		t := &s.Traces[i]
		at := fmt.Sprintf("traces[%d]", i)
		if names[t.Name] || t.Name == "" {
			c.fault(at+".name", t.Name, network.Text{ZH: "名称为空或重复", EN: "is empty or used twice"}, network.Text{ZH: "每条来水过程用不同的名称", EN: "give each trace a name of its own"})
		}
		names[t.Name] = true
		if !(t.Weight >= 0) || math.IsInf(t.Weight, 1) {
			c.fault(at+".weight", t.Name, said("权重 %g 不是非负有限数", "the weight %g is not a finite number ≥ 0", t.Weight), network.Text{ZH: "等权时填 1", EN: "use 1 where all count alike"})
		}
		total += t.Weight
		c.inflow(at, t, len(s.Nodes), steps)
	}
	if len(s.Traces) > 0 && total == 0 {
		c.fault("traces", "", network.Text{ZH: "全部权重为零", EN: "all weights are zero"}, network.Text{ZH: "等权时各填 1", EN: "use 1 for each where all count alike"})
	}
	return c.err()
}

// Weight is the sum of the weights of the traces [-].
func (s *Set) Weight() float64 {
	total := 0.0
	for i := range s.Traces {
		total += s.Traces[i].Weight
	}
	return total
}

// Batch is the traces [from, to) of a set, which it shares with it. Traces are
// simulated independently, so that batches can go to different processes.
func (s *Set) Batch(from, to int) Set { return Set{Nodes: s.Nodes, Traces: s.Traces[from:to:to]} }

type checker struct {
	faults network.FaultErrors
	more   int
}

func (c *checker) fault(path, id string, problem, remedy network.Text) {
	if len(c.faults) == maxFaults {
		c.more++
		return
	}
	c.faults = append(c.faults, network.Fault{Path: path, ID: id, Problem: problem, Remedy: remedy})
}

// inflow tells the first defect of each series of a trace.
func (c *checker) inflow(at string, t *Trace, nodes, steps int) {
	if len(t.Inflow) != nodes {
		c.fault(at+".inflow", t.Name, said("有 %d 个来水系列，应为 %d 个", "has %d series, want %d", len(t.Inflow), nodes), network.Text{ZH: "每个来水节点一个系列", EN: "give one series for each inflow node"})
		return
	}
	for i, series := range t.Inflow {
		path := fmt.Sprintf("%s.inflow[%d]", at, i)
		if len(series) != steps {
			c.fault(path, t.Name, said("有 %d 个时段，应为 %d 个", "has %d steps, want %d", len(series), steps), network.Text{ZH: "长度与计算时段一致", EN: "make it as long as the calendar"})
			continue
		}
		for u, q := range series {
			if !(q >= 0) || math.IsInf(q, 1) {
				c.fault(fmt.Sprintf("%s[%d]", path, u), t.Name, said("来水 %g 不是非负有限数", "the inflow %g is not a finite number ≥ 0", q), network.Text{ZH: "核对数值，单位为万m³", EN: "check the figure, in 万m³"})
				break
			}
		}
	}
}

func (c *checker) err() error {
	if c.more > 0 {
		c.faults = append(c.faults, network.Fault{Path: "traces", Problem: said("另有 %d 处错误未列出", "%d more faults are not listed", c.more)})
	}
	if len(c.faults) == 0 {
		return nil
	}
	return c.faults
}

func said(zh, en string, args ...any) network.Text {
	return network.Text{ZH: fmt.Sprintf(zh, args...), EN: fmt.Sprintf(en, args...)}
}
