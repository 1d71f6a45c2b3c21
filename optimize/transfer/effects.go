package transfer

import (
	"cmp"
	"math"
	"slices"

	"fenhu/optimize"
)

// effects compare what regions and sections lack with and without the project.
func (p *Project) effects(plan, without *optimize.Allocation, drains optimize.Drainage) {
	regions, sections := plan.Losses()
	regions0, sections0 := without.Losses()
	add := func(id string, with, base float64, donor bool) {
		if math.Abs(with-base) < 0.005 { // below 50 元 a rounding of the plan
			return
		}
		p.Effects = append(p.Effects, Effect{id, with, base, donor})
	}
	for id, v := range regions {
		served := slices.ContainsFunc(p.Players, func(x Player) bool { return slices.Contains(x.Regions, id) })
		add(id, v, regions0[id], !served && p.From != "" && drains.Region(id) == p.From)
	}
	for id, v := range sections {
		add(id, v, sections0[id], p.From != "" && drains.Section(id) == p.From)
	}
	slices.SortFunc(p.Effects, func(a, b Effect) int {
		return cmp.Or(cmp.Compare(a.With-a.Without, b.With-b.Without), cmp.Compare(a.ID, b.ID))
	})
	for _, e := range p.Effects {
		switch d := e.With - e.Without; {
		case d < 0:
			p.Gain -= d
		case e.Donor:
			p.LossByResult += d
		default:
			p.Rivals += d
		}
	}
}
