package export

import (
	"fmt"
	"slices"
	"strings"

	"fenhu/network"
	"fenhu/optimize"
)

// droughtTable is the timeline of the drought plans: the level of each period,
// the figures it rests on, why it changed, and what it switched.
func droughtTable(a *optimize.Allocation) Table {
	t := Table{
		Unit: "万m³",
		Columns: []Column{
			words("预案", "plan"), words("时段", "period"), words("响应等级", "level"), words("指标值", "indicators"), words("变化原因", "why it changed"),
			figure("限供水量", "restriction", "", 1), figure("缺水量", "shortage", "", 1), words("执行措施", "measures"),
		},
		Notes: []network.Text{{
			ZH: "等级在时段开始前按已发生的情况确定，不使用未来信息；限供水量、缺水量均为净水量，需水量 = 供水量 + 限供水量 + 缺水量。",
			EN: "A level is decided before its period, on what has happened and nothing later. Restriction and shortage are net: demand = delivery + restriction + shortage.",
		}},
	}
	t.Columns[0].Lift = true
	for i := range a.Drought {
		d := &a.Drought[i]
		if !d.InForce {
			continue
		}
		if d.Grade == "C" || d.Grade == "D" {
			t.Notes = append(t.Notes, network.Text{
				ZH: d.NameZH + "的阈值与措施为 " + d.Grade + " 级设定值，非官方预案数值",
				EN: "thresholds and measures of " + d.NameEN + " are assumptions of grade " + d.Grade + ", not those of an official plan",
			})
		}
		measures := map[network.DroughtLevel]Cell{}
		for _, l := range d.Levels {
			measures[l.Level] = Words(l.MeasuresZH, l.MeasuresEN)
		}
		for u, p := range d.Periods {
			t.Rows = append(t.Rows, Row{Cells: []Cell{
				name(d.NameZH, d.NameEN, d.ID), period(a, u), Words(p.Level.Name().ZH, p.Level.Name().EN), valuesCell(d, &p), reasonCell(d, &p),
				Number(p.Restriction), Number(p.Shortage), measures[p.Level],
			}})
		}
	}
	return t
}

// inDroughtPlan says whether a drought plan was in force in the run.
func inDroughtPlan(a *optimize.Allocation) bool {
	for i := range a.Drought {
		if a.Drought[i].InForce {
			return true
		}
	}
	return false
}

// restricting puts a column for what drought plans restrict before the column of
// shortage, in a run that obeyed one; before is the position of that column.
func restricting(a *optimize.Allocation, t *Table, before int, column Column) {
	if inDroughtPlan(a) {
		t.Columns = slices.Insert(t.Columns, before, column)
		t.Notes = append(t.Notes, network.Text{
			ZH: "限供水量为抗旱预案计划压减的水量，不计入缺水量：需水量 = 供水量 + 限供水量 + 缺水量。",
			EN: "Restriction is what the drought plan cuts as planned and is no shortage: demand = supply + restriction + shortage.",
		})
	}
}

// restricted puts the cell of such a column into a row.
func restricted(a *optimize.Allocation, cells []Cell, before int, volume float64) []Cell {
	if !inDroughtPlan(a) {
		return cells
	}
	return slices.Insert(cells, before, Number(volume))
}

// droughtValue writes a value of an indicator.
func droughtValue(v float64, unit string) string {
	if unit == "-" {
		return fmt.Sprintf("%.1f%%", 100*v)
	}
	return decimal(v, 0)
}

func valuesCell(d *optimize.Drought, p *optimize.DroughtPeriod) Cell {
	var zh, en []string
	for i, v := range p.Values {
		if v == nil || i >= len(d.Indicators) {
			continue
		}
		x := &d.Indicators[i]
		value := droughtValue(*v, x.Unit)
		zh, en = append(zh, x.NameZH+" "+value), append(en, x.NameEN+" "+value)
	}
	return Words(strings.Join(zh, "；"), strings.Join(en, "; "))
}

func reasonCell(d *optimize.Drought, p *optimize.DroughtPeriod) Cell {
	if p.Waits {
		return Words("已达退出条件，未满最短持续时段", "could end, but for its least duration")
	}
	var zh, en []string
	for _, c := range p.Because {
		for i := range d.Indicators {
			x := &d.Indicators[i]
			if x.ID != c.Indicator {
				continue
			}
			verb, verbEN := "进入", "enters"
			if !c.Enter {
				verb, verbEN = "退出", "leaves"
			}
			limit := droughtValue(c.Threshold, x.Unit)
			zh = append(zh, fmt.Sprintf("%s%s%s（阈值 %s）", x.NameZH, verb, c.Level.Name().ZH, limit))
			en = append(en, fmt.Sprintf("%s %s %s (threshold %s)", x.NameEN, verbEN, c.Level.Name().EN, limit))
		}
	}
	return Words(strings.Join(zh, "；"), strings.Join(en, "; "))
}
