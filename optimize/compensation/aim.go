package compensation

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"fenhu/network"
	"fenhu/network/quality"
)

// Aim is what a section is judged against when its records are made from
// observations.
type Aim struct {
	Target   string    `json:"target,omitempty" yaml:"target"`     // class, whose limits are the targets of the indicators
	EcoFlow  []float64 `json:"eco_flow,omitempty" yaml:"eco_flow"` // by month, or one for each [m³/s]; empty = none
	Baseline []float64 `json:"baseline,omitempty" yaml:"baseline"` // by month, or one for each [万m³]; empty = none
	Inflow   string    `json:"inflow,omitempty" yaml:"inflow"`     // the section whose water comes in; empty = none
}

// class is the target class, 0 = none.
func (a *Aim) class() quality.Class {
	c, err := quality.ParseClass(a.Target)
	if err != nil {
		return 0
	}
	return c
}

func (a *Aim) check(path string, bad func(path, zh, en string, args ...any)) {
	if _, err := quality.ParseClass(a.Target); a.Target != "" && err != nil {
		bad(path+".target", "%q 不是水质类别", "%q is no class of water quality", a.Target)
	}
	for _, x := range []struct {
		key  string
		list []float64
	}{{"eco_flow", a.EcoFlow}, {"baseline", a.Baseline}} {
		if len(x.list) > 1 && len(x.list) != 12 {
			bad(path+"."+x.key, "应为 1 个或 12 个数", "must be one number or twelve")
		}
		for _, v := range x.list {
			if !(v >= 0 && v <= mostValue) || math.IsInf(v, 0) {
				bad(path+"."+x.key, "%g 不是 0 至 %g 的数", "%g is not a number from 0 to %g", v, float64(mostValue))
			}
		}
	}
}

// Aims are what the sections of an agreement are judged against in a year: what
// the agreement says, and for the rest the target class and the ecological flow
// that the basin gives the section. The faults are sections that the basin does
// not have.
func Aims(a *Agreement, n *network.Network, year int) (map[string]Aim, network.Faults) {
	var wrong network.Faults
	section := func(path, id string) *network.Section {
		x, ok := n.NodeByID(id).(*network.Section)
		if !ok {
			f := said(path, "流域 %[2]s 没有断面 %[1]q", "basin %[2]s has no section %[1]q", id, n.ID)
			f.ID = a.ID
			wrong = append(wrong, f)
		}
		return x
	}
	out := make(map[string]Aim, len(a.Sections))
	for i, id := range a.Sections {
		aim := a.Aims[id]
		if x := section(fmt.Sprintf("sections[%d]", i), id); x != nil {
			aim.Target = cmp.Or(aim.Target, x.TargetClass)
			if len(aim.EcoFlow) == 0 && x.TargetM3s.IsSet() {
				for m := range 12 {
					aim.EcoFlow = append(aim.EcoFlow, x.TargetM3s.At(year, m+1))
				}
			}
		}
		if aim.Inflow != "" {
			section("aims."+id+".inflow", aim.Inflow)
		}
		out[id] = aim
	}
	return out, wrong
}

// Places are the sections whose observations an agreement needs: its own and
// those above them.
func Places(aims map[string]Aim) []string {
	var out []string
	for id, aim := range aims {
		for _, x := range []string{id, aim.Inflow} {
			if x != "" && !slices.Contains(out, x) {
				out = append(out, x)
			}
		}
	}
	slices.Sort(out)
	return out
}
