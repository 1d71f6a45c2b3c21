package brief

import (
	"math"

	"fenhu/api/export"
	"fenhu/network"
	"fenhu/optimize"
)

// effect is what a run comes to, for the comparison of responses; volumes of the
// counties of the planned area, net [万m³].
type effect struct {
	level        network.DroughtLevel
	planned      bool // a plan was in force
	yellow       int  // periods in Ⅲ or worse
	restriction  float64
	shortage     float64
	town         float64 // worst period of all towns together, share not delivered [-]
	farm         float64 // irrigation not delivered, whole run [-]
	base         float64 // base flow not met
	stored, cost float64
}

func effectOf(a *optimize.Allocation) effect {
	e := effect{restriction: a.Indicators.Restriction, shortage: a.Indicators.Shortage, cost: a.Costs.Total}
	for i := range a.Drought {
		if !a.Drought[i].InForce {
			continue
		}
		e.planned, e.level = true, max(e.level, worstLevel(&a.Drought[i]))
		for t := range a.Drought[i].Periods {
			if a.Drought[i].Periods[t].Level >= network.DroughtYellow {
				e.yellow++
			}
		}
	}
	var farm sums
	for t := range a.Periods {
		var town sums
		for k := range a.Counties {
			for i := range a.Counties[k].Sectors {
				s := &a.Counties[k].Sectors[i]
				if t >= len(s.Periods) {
					continue
				}
				switch s.Sector {
				case network.UrbanDomestic, network.Industry:
					town.add(s.Periods[t])
				case network.Irrigation:
					farm.add(s.Periods[t])
				default:
				}
			}
		}
		e.town = max(e.town, town.lack())
	}
	e.farm = farm.lack()
	for i := range a.Sections {
		e.base += a.Sections[i].Deficit
	}
	for i := range a.Reservoirs {
		e.stored += a.Reservoirs[i].Final
	}
	return e
}

// lacking is restriction and shortage together [万m³].
func (e *effect) lacking() float64 { return e.restriction + e.shortage }

// responses compares the run with its variants.
func (v *view) responses() Section {
	s := Section{Title: text("各项措施的作用", "What each response buys")}
	base := effectOf(v.Run)
	t := export.Table{
		ID: "brief-responses", Title: text("措施比较（同一来水、同一期初蓄水）", "Responses compared, with the same inflow and storages"), Unit: "万m³",
		Columns: []export.Column{
			words("方案", "variant"), words("最高等级", "highest level"), figure("Ⅲ级以上时段", "periods in Ⅲ or worse", "-", 0), figure("限供", "restricted", "", 0), figure("缺水", "short", "", 0), figure("未供合计", "not supplied", "", 0),
			figure("与现方案差", "to this run", "", 0), figure("城镇最重时段缺供", "towns lack, worst period", "%", 1), figure("灌溉缺供", "irrigation lacks", "%", 1), figure("基流缺口", "base-flow deficit", "", 0), figure("期末蓄水", "stored at the end", "", 0), figure("供水成本", "cost", "万元", 0),
		},
		Notes: []network.Text{text("规划区各县净水量；“未供合计”= 限供 + 缺水。每个方案各自重新滚动计算，只改变所列的一项。", "Counties of the planned area, net; not supplied = restricted + short. Each variant is a rolling run of its own that differs in what its name says.")},
	}
	row := func(name network.Text, e effect, kind export.RowKind) {
		level, yellow := cell(levelName(e.level)), export.Number(float64(e.yellow))
		if !e.planned {
			level, yellow = export.Words("无预案", "no plan"), export.None()
		}
		t.Rows = append(t.Rows, export.Row{Kind: kind, Cells: []export.Cell{
			cell(name), level, yellow, export.Number(e.restriction), export.Number(e.shortage), export.Number(e.lacking()), export.Number(e.lacking() - base.lacking()),
			export.Number(100 * e.town), export.Number(100 * e.farm), export.Number(e.base), export.Number(e.stored), export.Number(e.cost),
		}})
	}
	row(text("现方案（本简报）", "this run"), base, export.Subtotal)
	for _, x := range v.Variants {
		if x.Run.Infeasible != nil {
			s.Text = append(s.Text, text("方案“%[1]s”无可行解，未列入。", "%[2]s is infeasible and left out.", x.Name.ZH, x.Name.EN))
			continue
		}
		e := effectOf(x.Run)
		row(x.Name, e, export.Plain)
		s.Text = append(s.Text, v.verdict(x, base, e))
	}
	s.Tables = append(s.Tables, t)
	return s
}

// verdict says in a sentence what a variant shows.
func (v *view) verdict(x Variant, base, e effect) network.Text {
	switch {
	case x.Source == (network.Text{}) && base.planned && !e.planned:
		return text("预案：不执行时缺水%[1]s万m³、城镇最重时段缺供%[2]s；执行后缺水%[3]s万m³，另计划限供%[5]s万m³，城镇最重时段缺供%[4]s。预案%[6]s，期末多蓄%[8]s万m³：它把突发缺水变为有计划的限供，并为下一年留水。",
			"The plan: without it %[1]s ×10⁴ m³ are short and towns lack %[2]s in the worst period; with it %[3]s are short, %[5]s are restricted as planned and towns lack %[4]s. %[7]s, and %[8]s more are in store at the end: it turns sudden shortage into planned restriction and keeps water for the next year.",
			volume(e.shortage), rate(e.town), volume(base.shortage), rate(base.town), volume(base.restriction), more(base.lacking()-e.lacking()).ZH, more(base.lacking()-e.lacking()).EN, volume(base.stored-e.stored))
	case x.Source != (network.Text{}):
		gain := base.lacking() - e.lacking() // of the source
		if !x.Adds {
			gain = -gain
		}
		said := buys(gain, base.lacking(), x.Adds)
		without, with := rate(e.town), rate(base.town)
		if x.Adds {
			without, with = with, without
		}
		if without == with {
			return text("%[1]s：%[3]s。", "%[2]s: %[4]s.", x.Source.ZH, x.Source.EN, said.ZH, said.EN)
		}
		return text("%[1]s：%[3]s；城镇最重时段缺供由%[5]s变为%[6]s。", "%[2]s: %[4]s; the worst lack of towns goes from %[5]s to %[6]s.", x.Source.ZH, x.Source.EN, said.ZH, said.EN, without, with)
	}
	return text("%[1]s：未供合计%[3]s万m³（现方案%[4]s）。", "%[2]s: %[3]s ×10⁴ m³ are not supplied (this run %[4]s).", x.Name.ZH, x.Name.EN, volume(e.lacking()), volume(base.lacking()))
}

// more says what the plan does to the whole of what is not supplied.
func more(change float64) network.Text {
	if change > 0 {
		return text("使未供合计增加%[1]s万m³", "It adds %[1]s to what is not supplied", volume(change))
	}
	return text("使未供合计减少%[1]s万m³", "It takes %[1]s off what is not supplied", volume(-change))
}

// noise is the share of what is not supplied below which two runs are taken as
// equal: their optima are not unique [-].
const noise = 0.001

// buys says what a source takes off what is not supplied [万m³].
func buys(gain, whole float64, adds bool) network.Text {
	verb := text("现已启用，使未供水量", "in use in this run, it ")
	if adds {
		verb = text("现未启用，启用后可使未供水量", "not in use in this run; opened, it ")
	}
	switch share := ratio(math.Abs(gain), whole); {
	case share < noise:
		return text("%[1]s没有变化，本情景下不起作用", "%[2]schanges nothing in this course", verb.ZH, verb.EN)
	case gain > 0:
		return text("%[1]s减少%[3]s万m³（%[4]s）", "%[2]stakes %[3]s ×10⁴ m³ (%[4]s) off what is not supplied", verb.ZH, verb.EN, volume(gain), rate(share))
	default:
		return text("%[1]s增加%[3]s万m³（%[4]s），本情景下不利", "%[2]sadds %[3]s ×10⁴ m³ (%[4]s) to what is not supplied, a loss in this course", verb.ZH, verb.EN, volume(-gain), rate(share))
	}
}
