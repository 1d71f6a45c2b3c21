package brief

import (
	"fmt"
	"strings"

	"fenhu/api/export"
	"fenhu/api/plot"
	"fenhu/network"
	"fenhu/optimize"
)

// outlook is what the run says of the time to come.
func (v *view) outlook() Section {
	s := Section{Title: text("来水情景下的发展过程", "What this inflow would bring")}
	if v.plan != nil {
		s.Text = append(s.Text, v.course())
		s.Tables = append(s.Tables, v.changes())
		s.Figures = append(s.Figures, Figure{
			Caption: text("响应等级逐时段过程（本次来水情景）", "Level of response by period, in this run"), Height: 4.6,
			Plot: plot.States{Title: text("响应等级", "Level of response"), Steps: v.steps(), Shares: timeline(v.plan)},
		})
	}
	s.Tables = append(s.Tables, v.process())
	for i := range v.Run.Reservoirs {
		r := &v.Run.Reservoirs[i]
		node := v.reservoir(r.ID)
		if node == nil || !node.Warning.IsSet() || !node.Dry.IsSet() {
			continue
		}
		f := plot.Storage{Title: node.Name(), Unit: "万m³", Steps: v.steps(), Storage: r.Storage, Dead: r.Dead, Full: node.Normal}
		for t := range r.Storage {
			f.Warn, f.Dry = append(f.Warn, v.line(node.Warning, t)), append(f.Dry, v.line(node.Dry, t))
		}
		name := node.Name()
		s.Figures = append(s.Figures, Figure{Caption: text("%[1]s时段末蓄水与旱警、旱枯库容", "Storage of %[2]s at the end of each period, with its drought lines", name.ZH, name.EN), Plot: f, Height: 7.4})
	}
	return s
}

// timeline is the level of each period as shares of one trace.
func timeline(d *optimize.Drought) [][5]float64 {
	out := make([][5]float64, len(d.Periods))
	for t := range d.Periods {
		out[t][d.Periods[t].Level] = 1
	}
	return out
}

// course tells when the level changes.
func (v *view) course() network.Text {
	var zh, en []string
	before := network.NoDrought
	for t := range v.plan.Periods {
		l := v.plan.Periods[t].Level
		if t > 0 && l == before || t == 0 && l == network.NoDrought {
			before = l
			continue
		}
		m := v.month(t)
		switch {
		case l == network.NoDrought:
			zh, en = append(zh, m.ZH+"解除"), append(en, "ends in "+m.EN)
		case l > before:
			zh, en = append(zh, m.ZH+"进入"+l.Name().ZH), append(en, l.Name().EN+" from "+m.EN)
		default:
			zh, en = append(zh, m.ZH+"降为"+l.Name().ZH), append(en, "down to "+l.Name().EN+" in "+m.EN)
		}
		before = l
	}
	if len(zh) == 0 {
		return text("全期不触发响应。", "No level of response is called.")
	}
	last := levelName(before)
	return text("响应过程：%[1]s；期末为%[2]s。", "Course of the response: %[3]s; at the end: %[4]s.", strings.Join(zh, "，"), last.ZH, strings.Join(en, ", "), last.EN)
}

// changes lists the periods in which the level changes, with cause and measures.
func (v *view) changes() export.Table {
	t := export.Table{
		ID: "brief-levels", Title: text("响应等级变化与措施", "Changes of the level, why, and what is done"), Unit: "-",
		Columns: []export.Column{words("时段", "period"), words("等级", "level"), words("依据", "because of"), words("措施", "measures")},
		Notes:   []network.Text{text("等级在时段开始前按已发生的情况确定，不使用未来信息。", "A level is decided before its period, on what has happened and nothing later.")},
	}
	if names := v.closed(); len(names) > 0 {
		off := list(names)
		t.Notes = append(t.Notes, text("“启用”以工程已投运为前提：%[1]s在本次计算中停用，预案的启用措施不起作用。", "Opening a source rests on its project: %[2]s is off in this run, so that opening it does nothing.", off.ZH, off.EN))
	}
	before := network.NoDrought
	for i := range v.plan.Periods {
		p := &v.plan.Periods[i]
		if p.Level == before && i > 0 {
			continue
		}
		before = p.Level
		name := levelName(p.Level)
		because, measures := v.because(p), v.measures(p.Level)
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{cell(v.month(i)), cell(name), cell(because), cell(measures)}})
	}
	return t
}

// closed are the emergency sources of the plan whose projects are off.
func (v *view) closed() []network.Text {
	var out []network.Text
	if v.rule == nil {
		return nil
	}
	for _, e := range v.rule.Emergency {
		if p := v.Network.ProjectByID(e.Project); p != nil && !p.IsOn(v.Network.PlanningYear) {
			out = append(out, p.Name())
		}
	}
	return out
}

func (v *view) because(p *optimize.DroughtPeriod) network.Text {
	var zh, en []string
	for _, c := range p.Because {
		for i := range v.plan.Indicators {
			x := &v.plan.Indicators[i]
			if x.ID != c.Indicator {
				continue
			}
			zh = append(zh, fmt.Sprintf("%s %s（阈值 %s）", x.NameZH, indicator(c.Value, x.Unit), indicator(c.Threshold, x.Unit)))
			en = append(en, fmt.Sprintf("%s %s (threshold %s)", x.NameEN, indicator(c.Value, x.Unit), indicator(c.Threshold, x.Unit)))
		}
	}
	return network.Text{ZH: strings.Join(zh, "；"), EN: strings.Join(en, "; ")}
}

func indicator(x float64, unit string) string {
	if unit == "-" {
		return rate(x)
	}
	return volume(x)
}

func (v *view) measures(l network.DroughtLevel) network.Text {
	for _, x := range v.plan.Levels {
		if x.Level == l {
			return network.Text{ZH: x.MeasuresZH, EN: x.MeasuresEN}
		}
	}
	return network.Text{}
}

// process is demand and delivery of the planned area by period.
func (v *view) process() export.Table {
	t := export.Table{
		ID: "brief-process", Title: text("逐时段供需与限供（规划区各县，净水量）", "Demand and supply by period (counties of the planned area, net)"), Unit: "万m³",
		Columns: []export.Column{
			words("时段", "period"), words("响应等级", "level"), figure("需水", "demand", "", 0), figure("供水", "supply", "", 0), figure("限供", "restricted", "", 0), figure("缺水", "short", "", 0),
			figure("缺水率", "rate of shortage", "%", 1), figure("城镇缺供率", "towns lack", "%", 1), figure("灌溉缺供率", "irrigation lacks", "%", 1),
		},
		Notes: []network.Text{text("需水 = 供水 + 限供 + 缺水。缺供率 = (限供 + 缺水)/需水；城镇为城镇生活与工业。", "Demand = supply + restricted + short. Lack = (restricted + short) ÷ demand; towns are urban domestic use and industry.")},
	}
	var all sums
	for i := range v.Run.Periods {
		var total, town, farm sums
		for k := range v.Run.Counties {
			for j := range v.Run.Counties[k].Sectors {
				sector := &v.Run.Counties[k].Sectors[j]
				if i >= len(sector.Periods) {
					continue
				}
				p := sector.Periods[i]
				total.add(p)
				switch sector.Sector {
				case network.UrbanDomestic, network.Industry:
					town.add(p)
				case network.Irrigation:
					farm.add(p)
				default:
				}
			}
		}
		level := export.None()
		if v.plan != nil {
			level = cell(levelName(v.plan.Periods[i].Level))
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{
			cell(v.month(i)), level, export.Number(total.demand), export.Number(total.delivery), export.Number(total.restriction), export.Number(total.short()),
			export.Number(100 * ratio(total.short(), total.demand)), export.Number(100 * town.lack()), export.Number(100 * farm.lack()),
		}})
		all.join(total)
	}
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: []export.Cell{
		export.Words("全期", "whole run"), export.None(), export.Number(all.demand), export.Number(all.delivery), export.Number(all.restriction), export.Number(all.short()),
		export.Number(100 * ratio(all.short(), all.demand)), export.None(), export.None(),
	}})
	return t
}

// sums add up periods of users [万m³].
type sums struct{ demand, delivery, restriction, shortage float64 }

func (s *sums) add(p optimize.PeriodResult) {
	s.demand += p.Demand
	s.delivery += p.Delivery
	s.restriction += p.Restriction
	s.shortage += p.Shortage()
}

func (s *sums) join(o sums) {
	s.demand += o.demand
	s.delivery += o.delivery
	s.restriction += o.restriction
	s.shortage += o.shortage
}

func (s *sums) short() float64 { return s.shortage }

// lack is the share of the demand that is not delivered, for whatever reason.
func (s *sums) lack() float64 { return ratio(max(0, s.demand-s.delivery), s.demand) }
