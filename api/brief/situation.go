package brief

import (
	"fenhu/api/export"
	"fenhu/network"
	"fenhu/network/drought"
)

// standing is how a reservoir stands at the start.
type standing struct {
	name, zone   network.Text
	stored, full float64 // [万m³]
	useful       float64 // share of useful storage [-]
	warn, dry    float64 // drought lines of the first month [万m³]; 0 = none
	days         float64
	lasts        bool
	grade        string
}

func (v *view) standings() []standing {
	var out []standing
	for i := range v.Run.Reservoirs {
		r := &v.Run.Reservoirs[i]
		node := v.reservoir(r.ID)
		if node == nil {
			continue
		}
		s := standing{name: node.Name(), stored: r.Initial, full: node.Normal, useful: ratio(r.Initial-r.Dead, node.Normal-r.Dead), warn: v.line(node.Warning, 0), dry: v.line(node.Dry, 0), grade: node.Grade}
		if s.warn > 0 && s.dry > 0 {
			zone, err := drought.ZoneOf(s.stored, s.warn, s.dry)
			if err == nil {
				s.zone = zoneName(zone)
			}
		}
		use, none, days := make([]float64, len(r.Release)), make([]float64, len(r.Release)), make([]float64, len(r.Release))
		for t := range use {
			use[t], days[t] = max(0, r.Release[t]-r.Spill[t]), float64(v.Run.Periods[t].Days)
		}
		if d, lasts, err := drought.DaysOfSupply(max(0, r.Initial-r.Dead), use, none, days); err == nil {
			s.days, s.lasts = d, lasts
		}
		out = append(out, s)
	}
	return out
}

func zoneName(z drought.Zone) network.Text {
	switch z {
	case drought.ZoneWarning:
		return text("旱警线以下", "below the warning line")
	case drought.ZoneDry:
		return text("旱枯线以下", "below the dry line")
	case drought.ZoneNormal:
	}
	return text("旱警线以上", "above the warning line")
}

// situation is how things stand before the first period.
func (v *view) situation() Section {
	s := Section{Title: text("当前形势", "The situation")}
	t := export.Table{
		ID: "brief-storage", Title: text("期初蓄水与旱限库容", "Storage at the start, and drought-limited storages"), Unit: "万m³",
		Columns: []export.Column{
			words("水库", "reservoir"), figure("期初蓄水", "stored", "", 0), figure("正常库容", "normal storage", "", 0), figure("可用蓄水率", "useful storage", "%", 1),
			figure("旱警库容", "warning line", "", 0), figure("旱枯库容", "dry line", "", 0), words("状态", "stands"), figure("可供天数", "days of supply", "d", 0), words("等级", "grade"),
		},
		Notes: []network.Text{text(
			"可供天数：没有任何入库时，死库容以上的蓄水按本次计算的供水过程（不含弃水）能维持的天数；空白表示计算期内不会放空。“等级”为水库参数的来源等级。",
			"Days of supply: how long storage above dead storage lasts without any inflow at the releases of this run, spill aside; empty = to the end of the run. Grade is that of the reservoir's figures.")},
	}
	stored, full := 0.0, 0.0
	var low []network.Text
	for _, r := range v.standings() {
		days := export.None()
		if !r.lasts {
			days = export.Number(r.days)
		}
		t.Rows = append(t.Rows, export.Row{Cells: []export.Cell{cell(r.name), export.Number(r.stored), export.Number(r.full), export.Number(100 * r.useful), known(r.warn), known(r.dry), cell(r.zone), days, export.Words(r.grade, r.grade)}})
		stored, full = stored+r.stored, full+r.full
		if r.warn > 0 && r.stored < r.warn {
			low = append(low, r.name)
		}
	}
	dead := 0.0
	for i := range v.Run.Reservoirs {
		dead += v.Run.Reservoirs[i].Dead
	}
	useful := ratio(stored-dead, full-dead)
	t.Rows = append(t.Rows, export.Row{Kind: export.Total, Cells: []export.Cell{export.Words("合计", "total"), export.Number(stored), export.Number(full), export.Number(100 * useful), export.None(), export.None(), export.None(), export.None(), export.None()}})
	s.Text = append(s.Text, text("期初各水库共蓄水%[1]s万m³，可用蓄水率%[2]s。", "The reservoirs hold %[1]s ×10⁴ m³ at the start, %[2]s of their useful storage.", volume(stored), rate(useful)))
	if len(low) > 0 {
		names := list(low)
		s.Text = append(s.Text, text("%[1]s已低于旱警库容。", "%[2]s stand below the warning line.", names.ZH, names.EN))
	} else {
		s.Text = append(s.Text, text("设有旱限库容的水库均在旱警线以上。", "All reservoirs with drought lines stand above the warning line."))
	}
	if v.plan == nil {
		s.Text = append(s.Text, text("本次计算没有执行抗旱预案。", "No drought plan was in force in this run."))
	} else {
		now := levelName(v.plan.Periods[0].Level)
		s.Text = append(s.Text, text("按%[3]s的指标，%[1]s为：%[2]s。", "By the indicators of %[6]s, %[4]s begins with: %[5]s.", v.month(0).ZH, now.ZH, v.plan.NameZH, v.month(0).EN, now.EN, v.plan.NameEN))
	}
	s.Tables = append(s.Tables, t)
	return s
}
