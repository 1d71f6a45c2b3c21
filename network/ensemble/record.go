package ensemble

import (
	"fmt"
	"time"

	"fenhu/network"
)

// Record is what the inflow nodes of a basin were seen to bring, month by month.
type Record struct {
	Nodes  []string
	First  time.Time   // the first month, its first day, UTC
	Volume [][]float64 // Volume[i][m] entered at Nodes[i] in month m [万m³]
}

// Months is the length of the record.
func (r *Record) Months() int {
	if len(r.Volume) == 0 {
		return 0
	}
	return len(r.Volume[0])
}

// RecordOf takes the observed series of a basin's inflows over the months that
// all of them cover. Inflows that are given as a flow stay as they are in every
// trace and are no part of it. The error is network.Faults: an inflow without a
// series, or no month in common.
func RecordOf(n *network.Network) (*Record, error) {
	r := &Record{}
	var wrong network.Faults
	var firsts []time.Time
	for i, x := range n.Nodes {
		in, ok := x.(*network.Inflow)
		if !ok || in.Off || in.Observed == nil && in.FlowM3s.IsSet() {
			continue
		}
		path := fmt.Sprintf("nodes[%d].observed", i)
		if in.Observed == nil {
			wrong = append(wrong, fault(path, in.ID, "没有实测系列", "has no observed series", "补充 observed，或改用随机模拟（synthetic）", "give observed, or use synthetic traces"))
			continue
		}
		first, volumes := in.Observed.Months()
		if len(volumes) == 0 {
			wrong = append(wrong, fault(path, in.ID, "实测系列不足一个月", "the observed series has no whole month", "补充系列", "give a longer series"))
			continue
		}
		scale := in.Scale()
		for m := range volumes {
			volumes[m] *= scale
		}
		r.Nodes, r.Volume, firsts = append(r.Nodes, in.ID), append(r.Volume, volumes), append(firsts, first)
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	if len(r.Nodes) == 0 {
		return nil, network.Faults{fault("nodes", "", "没有带实测系列的来水节点", "no inflow has an observed series", "补充 observed，或改用随机模拟（synthetic）", "give observed, or use synthetic traces")}
	}
	from, to := firsts[0], firsts[0].AddDate(0, len(r.Volume[0]), 0)
	for i := range firsts {
		if firsts[i].After(from) {
			from = firsts[i]
		}
		if end := firsts[i].AddDate(0, len(r.Volume[i]), 0); end.Before(to) {
			to = end
		}
	}
	months := monthsBetween(from, to)
	if months < 12 {
		return nil, network.Faults{fault("nodes", "", "各来水节点实测系列的共同时段不足一年", "the observed series have less than a year in common", "补充系列", "give longer series")}
	}
	for i := range r.Volume {
		skip := monthsBetween(firsts[i], from)
		r.Volume[i] = r.Volume[i][skip : skip+months]
	}
	r.First = from
	return r, nil
}

func monthsBetween(from, to time.Time) int {
	return 12*(to.Year()-from.Year()) + int(to.Month()) - int(from.Month())
}

func fault(path, id, zh, en, remedyZH, remedyEN string) network.Fault {
	return network.Fault{Path: path, ID: id, Problem: network.Text{ZH: zh, EN: en}, Remedy: network.Text{ZH: remedyZH, EN: remedyEN}}
}
