package export

import (
	"slices"

	"fenhu/api/parts"
	"fenhu/network"
	"fenhu/optimize"
)

// TableInfo describes a table that a run gives.
type TableInfo struct {
	ID    string
	Title network.Text
	// Main is set for the tables that are shown when none is asked for.
	Main bool
	// Needs are the parts of a stored result, beside its head, that the table is made from.
	Needs []parts.Name
	// build makes the table from the public fields of a result alone, so that a
	// result read from JSON gives the same tables.
	build func(*optimize.Allocation) Table
}

// tableList is the ordered table of tables: a new table is one file and one
// line here.
func tableList() []TableInfo {
	return []TableInfo{
		{"balance", network.Text{ZH: "水资源供需平衡分析表", EN: "Supply–demand balance"}, true, []parts.Name{parts.Counties}, balanceTable},
		{"allocation", network.Text{ZH: "水量配置方案表", EN: "Water allocation plan"}, false, []parts.Name{parts.Counties}, allocationTable},
		{"sections", network.Text{ZH: "控制断面下泄与生态基流表", EN: "Control sections and base flow"}, true, []parts.Name{parts.Sections}, sectionsTable},
		{"quality-summary", network.Text{ZH: "断面水质评价表", EN: "Water quality of the sections"}, true, []parts.Name{parts.Quality}, qualitySummaryTable},
		{"quality", network.Text{ZH: "断面逐时段水质表", EN: "Water quality by section and period"}, false, []parts.Name{parts.Quality}, qualityTable},
		{"loads", network.Text{ZH: "污染物负荷平衡表", EN: "Balance of pollutant loads"}, false, nil, loadsTable},
		{"schedule", network.Text{ZH: "水库调度计划表", EN: "Reservoir schedule"}, false, []parts.Name{parts.Reservoirs}, scheduleTable},
		{"projects", network.Text{ZH: "工程供水表", EN: "Projects"}, true, nil, projectsTable},
		{"quotas", network.Text{ZH: "指标与总量控制执行表", EN: "Quotas and caps"}, false, []parts.Name{parts.Quotas}, quotasTable},
		{"reservoirs", network.Text{ZH: "水库水量平衡表", EN: "Reservoirs"}, true, []parts.Name{parts.Reservoirs}, reservoirsTable},
		{"levels", network.Text{ZH: "用水优先序逐级结果表", EN: "Priority levels"}, true, nil, levelsTable},
		{"drought", network.Text{ZH: "抗旱响应过程表", EN: "Drought response"}, true, nil, droughtTable},
		{"reliability", network.Text{ZH: "供水保证率表", EN: "Reliability of supply"}, false, []parts.Name{parts.Counties}, reliabilityTable},
		{"water-values", network.Text{ZH: "水量价值表", EN: "Water values"}, false, []parts.Name{parts.Nodes}, waterValuesTable},
		{"ledger", network.Text{ZH: "总水量平衡表", EN: "Mass balance of the run"}, false, nil, ledgerTable},
		{"monthly", network.Text{ZH: "分时段供需过程表", EN: "Demand and delivery by period"}, false, []parts.Name{parts.Counties}, monthlyTable},
		{"sources", network.Text{ZH: "分水源供水表", EN: "Supply by source"}, false, []parts.Name{parts.Counties}, sourcesTable},
		{"indicators", network.Text{ZH: "总体指标表", EN: "Indicators"}, false, []parts.Name{parts.Counties}, indicatorsTable},
		{"diagnosis", network.Text{ZH: "矛盾诊断表", EN: "Diagnosis of contradictions"}, false, nil, diagnosisTable},
	}
}

// Needs are the parts of a stored result, its head aside, that the listed tables
// are made from when they are written in a format.
func Needs(ids []string, f Format) []parts.Name {
	need := map[parts.Name]bool{parts.Counties: f.facts}
	for _, info := range tableList() {
		if slices.Contains(ids, info.ID) {
			for _, p := range info.Needs {
				need[p] = true
			}
		}
	}
	return slices.DeleteFunc(parts.All(), func(p parts.Name) bool { return !need[p] })
}

// TableInfos returns the tables in order.
func TableInfos() []TableInfo { return tableList() }

// Select returns the ids of the tables that names stand for, in table order:
// none means the main tables, "all" means all that apply. A run without a
// result has its diagnosis only. The second result is the first name that is
// not known.
func Select(a *optimize.Allocation, names []string) (ids []string, unknown string) {
	wanted := map[string]bool{}
	for _, n := range names {
		wanted[n] = true
	}
	known := map[string]bool{"all": true}
	for _, t := range tableList() {
		known[t.ID] = true
		if !applies(t.ID, a) {
			continue
		}
		main := t.Main || t.ID == "diagnosis"
		if wanted[t.ID] || wanted["all"] || len(names) == 0 && main || a.Infeasible != nil {
			ids = append(ids, t.ID)
		}
	}
	for _, n := range names {
		if !known[n] {
			return ids, n
		}
	}
	return ids, ""
}

// applies says whether a run can give a table.
func applies(id string, a *optimize.Allocation) bool {
	if id == "diagnosis" {
		return a.Infeasible != nil || len(a.Relaxed) > 0
	}
	if id == "drought" {
		return a.Infeasible == nil && inDroughtPlan(a)
	}
	if slices.Contains(qualityTables(), id) {
		return a.Infeasible == nil && a.WaterQuality != nil
	}
	return a.Infeasible == nil
}

// Tables makes the listed tables; ids that are not known are left out.
func Tables(a *optimize.Allocation, ids []string) []Table {
	var out []Table
	for _, id := range ids {
		for _, info := range tableList() {
			if info.ID == id {
				t := info.build(a)
				t.ID, t.Title = info.ID, info.Title
				out = append(out, t)
			}
		}
	}
	return out
}

// estimateMark is the remark of a row that rests on estimates (grade D).
func estimateMark(yes bool) Cell {
	if !yes {
		return None()
	}
	return Words("估", "est.")
}

// estimateNote says what the mark means; the result's own sentence where it has one.
func estimateNote(a *optimize.Allocation) network.Text {
	t := network.Text{
		ZH: "标“估”的行含估算值（D 级），不可作为正式数据引用",
		EN: "rows marked est. rest on estimates (grade D) and are no official figures",
	}
	if a.Estimates != "" {
		t.ZH += "：" + a.Estimates
	}
	if a.EstimatesEN != "" {
		t.EN += ": " + a.EstimatesEN
	}
	return t
}

func isEstimate(grade string) bool { return grade == "D" }

func countyEstimated(c *optimize.County) bool {
	for i := range c.Sectors {
		if isEstimate(c.Sectors[i].Grade) {
			return true
		}
	}
	return false
}

// horizon is the run's sequence of steps, made from the periods of the result.
func horizon(a *optimize.Allocation) network.Horizon {
	h := network.Horizon{Kind: a.Step, Steps: make([]network.Step, len(a.Periods))}
	for t, p := range a.Periods {
		h.Steps[t] = network.Step{Days: p.Days, Year: p.Year, Month: monthOf(p)}
	}
	return h
}

// monthOf is the month of a period, 0 when its date cannot be read.
func monthOf(p optimize.Period) int {
	if len(p.Start) < 7 {
		return 0
	}
	return int(p.Start[5]-'0')*10 + int(p.Start[6]-'0')
}

func sum(v []float64) float64 {
	s := 0.0
	for _, x := range v {
		s += x
	}
	return s
}

// at is v[t], 0 beyond its end.
func at(v []float64, t int) float64 {
	if t < len(v) {
		return v[t]
	}
	return 0
}

// period is the label of step t as a cell.
func period(a *optimize.Allocation, t int) Cell {
	if t < 0 || t >= len(a.Periods) {
		return None()
	}
	return Words(a.Periods[t].Label, a.Periods[t].LabelEN)
}

func name(zh, en, id string) Cell {
	if zh == "" && en == "" {
		return Words(id, id)
	}
	return Words(zh, en)
}

// share is part ÷ whole in percent, empty when there is no whole.
func share(part, whole float64) Cell {
	if whole <= 0 {
		return None()
	}
	return Number(100 * part / whole)
}

func words(zh, en string) Column {
	return Column{Name: network.Text{ZH: zh, EN: en}, Words: true}
}

func figure(zh, en, unit string, decimals int) Column {
	return Column{Name: network.Text{ZH: zh, EN: en}, Unit: unit, Decimals: decimals}
}

func (c Column) in(zh, en string) Column {
	c.Group = network.Text{ZH: zh, EN: en}
	return c
}
