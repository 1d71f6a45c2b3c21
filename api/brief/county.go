package brief

import (
	"cmp"
	"slices"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
	"fenhu/optimize"
)

// place is what a county comes to.
type place struct {
	county   *optimize.County
	total    sums
	town     float64 // share of town demand not delivered, whole run [-]
	peak     float64 // the same in the worst period [-]
	peakAt   int
	farm     float64 // share of irrigation demand not delivered, whole run [-]
	category drought.Category
}

func (p *place) name() network.Text {
	return network.Text{ZH: p.county.NameZH, EN: p.county.NameEN}
}

// place sums up a county. Its grade is that of the town shortage of the worst
// period (RULES DR-10); what a plan withholds is lacking too.
func (v *view) place(c *optimize.County) place {
	p := place{county: c}
	var towns, farm sums
	for t := range v.Run.Periods {
		var town sums
		for i := range c.Sectors {
			s := &c.Sectors[i]
			if t >= len(s.Periods) {
				continue
			}
			x := s.Periods[t]
			p.total.add(x)
			switch s.Sector {
			case network.UrbanDomestic, network.Industry:
				town.add(x)
			case network.Irrigation:
				farm.add(x)
			default:
			}
		}
		towns.join(town)
		if town.demand <= 0 {
			continue
		}
		if lack := town.lack(); lack > p.peak+1e-9 {
			p.peak, p.peakAt = lack, t
		}
		if percent, err := drought.CityShortage(town.demand, town.delivery); err == nil {
			p.category = max(p.category, v.city.Category(percent))
		}
	}
	p.town, p.farm = towns.lack(), farm.lack()
	return p
}

// counties is the table of RULES UN-09 and who lacks what.
func (v *view) counties() Section {
	s := Section{Title: text("分县旱情", "County by county")}
	count := map[drought.Category]int{}
	for i := range v.places {
		count[v.places[i].category]++
	}
	s.Text = append(s.Text, text("按城市干旱缺水率最重时段划分：特旱%[1]d县、重旱%[2]d县、中旱%[3]d县、轻旱%[4]d县、无旱%[5]d县。限供水量计入缺水率，因为它同样没有送到用户。",
		"By the shortage rate of towns in the worst period: %[1]d extreme, %[2]d severe, %[3]d moderate, %[4]d light, %[5]d without drought. What the plan withholds counts as lacking, since it does not reach the users.",
		count[drought.Extreme], count[drought.Severe], count[drought.Moderate], count[drought.Light], count[drought.None]))
	s.Tables = append(s.Tables, v.situationTable(), v.shortageTable())
	return s
}

// situationTable has the columns of RULES UN-09.
func (v *view) situationTable() export.Table {
	t := export.Table{ID: "brief-counties", Title: text("旱情分析表", "Drought by county"), Unit: "-"}
	t.Columns = append(t.Columns, words("县区", "county"), words("旱情等级", "grade"))
	t.Columns = append(t.Columns, grouped("SPI", "SPI", figure("1月", "1", "", 2), figure("3月", "3", "", 2), figure("6月", "6", "", 2))...)
	t.Columns = append(t.Columns, figure("PA", "PA", "%", 1), figure("受旱面积比例", "crops hit", "%", 1), figure("饮水困难人口", "people short of water", "万人", 2))
	t.Columns = append(t.Columns, grouped("城市缺水率", "town shortage", figure("全期", "whole run", "%", 1), figure("最重时段", "worst period", "%", 1))...)
	t.Columns = append(t.Columns, words("时段", "when"), words("水库 蓄水/旱警/旱枯(万m³)", "reservoir: stored / warning / dry (10⁴ m³)"), words("响应等级", "response"), words("已采取措施", "measures"))
	level := network.NoDrought
	if v.plan != nil {
		level = v.worst
	}
	for i := range v.places {
		p := &v.places[i]
		when, response, measures := export.None(), cell(levelName(level)), export.None()
		if p.peak > 0 {
			when = cell(v.month(p.peakAt))
		}
		if v.plan == nil {
			response = export.None()
		} else if level > network.NoDrought {
			measures = export.Words("按预案", "as planned")
		}
		name, grade := p.name(), network.Text(p.category.Name())
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			cell(name), cell(grade), export.None(), export.None(), export.None(), export.None(), export.None(), export.None(),
			export.Number(100 * p.town), export.Number(100 * p.peak), when, cell(v.stores(p.county.ID)), response, measures,
		}})
	}
	t.Notes = []network.Text{
		text("SPI、PA、受旱面积、饮水困难人口无法由水量计算得出，空白处由气象、农业农村和县级水利部门填报；SPI、PA 可用 fenhu drought index 计算。", "SPI, PA, crops hit and people short of water cannot come from a water balance: blanks are for the reports of the weather service and the counties. fenhu drought index computes SPI and PA."),
		text("响应等级为计算期内最高等级，措施见“响应等级变化与措施”表。城市缺水率 = (正常需水 − 供水)/正常需水，城镇生活与工业。", "Response is the highest of the run; its measures are in the table of changes of the level. Town shortage = (normal need − supply) ÷ normal need, urban domestic use and industry."),
	}
	return t
}

// stores are the reservoirs in a county with their drought lines.
func (v *view) stores(county string) network.Text {
	var out []network.Text
	for i := range v.Run.Reservoirs {
		r := &v.Run.Reservoirs[i]
		node := v.reservoir(r.ID)
		if node == nil || node.Region != county {
			continue
		}
		line := func(x float64) string {
			if x <= 0 {
				return "—"
			}
			return volume(x)
		}
		out = append(out, text("%[1]s %[3]s/%[4]s/%[5]s", "%[2]s %[3]s / %[4]s / %[5]s", node.Name().ZH, node.Name().EN, volume(r.Initial), line(v.line(node.Warning, 0)), line(v.line(node.Dry, 0))))
	}
	return list(out)
}

// shortageTable says who lacks what, the worst county first.
func (v *view) shortageTable() export.Table {
	t := export.Table{
		ID: "brief-shortage", Title: text("分县限供与缺水（净水量，按缺供率排序）", "Restriction and shortage by county (net, the worst first)"), Unit: "万m³",
		Columns: []export.Column{words("县区", "county"), words("市", "city"), figure("需水", "demand", "", 0), figure("供水", "supply", "", 0), figure("限供", "restricted", "", 0), figure("缺水", "short", "", 0), figure("缺供率", "lack", "%", 1)},
	}
	t.Columns = append(t.Columns, grouped("其中缺供", "of it lacking", figure("生活", "domestic", "", 0), figure("工业", "industry", "", 0), figure("灌溉", "irrigation", "", 0), figure("生态", "ecology", "", 0))...)
	byID := map[string]*optimize.GroupSummary{}
	if v.Ensemble != nil {
		t.Columns = append(t.Columns, grouped("各来水过程", "over the traces", figure("期望缺水", "expected shortage", "", 0), figure("最差平均", "mean of the worst", "", 0))...)
		for i := range v.Ensemble.Regions {
			byID[v.Ensemble.Regions[i].ID] = &v.Ensemble.Regions[i]
		}
	}
	var all sums
	lacks := make([]float64, 4)
	expected, tail := 0.0, 0.0
	for _, p := range v.ranked() {
		all.join(p.total)
		row := []export.Cell{cell(p.name()), export.Words(p.county.CityZH, p.county.City), export.Number(p.total.demand), export.Number(p.total.delivery), export.Number(p.total.restriction), export.Number(p.total.short()), export.Number(100 * p.total.lack())}
		for k, x := range sectorLacks(p.county) {
			row, lacks[k] = append(row, export.Number(x)), lacks[k]+x
		}
		if v.Ensemble != nil {
			g := byID[p.county.ID]
			if g == nil {
				g = new(optimize.GroupSummary)
			}
			row = append(row, export.Number(g.Expected), export.Number(g.Worst))
			expected, tail = expected+g.Expected, tail+g.Worst
		}
		t.Rows = append(t.Rows, export.Row{Cells: row})
	}
	row := []export.Cell{export.Words("合计", "total"), export.None(), export.Number(all.demand), export.Number(all.delivery), export.Number(all.restriction), export.Number(all.short()), export.Number(100 * all.lack())}
	for _, x := range lacks {
		row = append(row, export.Number(x))
	}
	if v.Ensemble != nil {
		row = append(row, export.Number(expected), export.None())
		t.Notes = append(t.Notes, text("“各来水过程”为从同一蓄水出发的 %[1]d 条过程的缺水（不含限供）；“最差平均”为各县自己最差 %[2]s 过程的均值，不可相加。", "Over the traces: shortage, restriction aside, of %[1]d traces from the same storages; each county's own worst %[2]s, which do not add up.", v.Ensemble.Traces-len(v.Ensemble.Failed), decimal(100*v.Ensemble.Tail, 0)+"%"))
	}
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: row})
	return t
}

// ranked are the counties by what they lack of their demand, the worst first.
func (v *view) ranked() []place {
	out := slices.Clone(v.places)
	slices.SortStableFunc(out, func(a, b place) int { return cmp.Compare(b.total.lack(), a.total.lack()) })
	return out
}

// sectorLacks is what domestic use, industry, irrigation and ecology lack [万m³].
func sectorLacks(c *optimize.County) [4]float64 {
	var out [4]float64
	for i := range c.Sectors {
		s := &c.Sectors[i]
		at := 1
		switch s.Sector {
		case network.UrbanDomestic, network.RuralDomestic:
			at = 0
		case network.Irrigation:
			at = 2
		case network.Ecology:
			at = 3
		default:
		}
		out[at] += s.Restriction + s.Shortage
	}
	return out
}
