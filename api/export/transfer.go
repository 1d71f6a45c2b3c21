package export

import (
	"fmt"
	"slices"

	"fenhu/network"
	"fenhu/optimize/transfer"
)

// TransferTables are what recipients of transferred water owe its source areas:
// the keys side by side, how the charge comes about, who lacks more or less water,
// the volumes by month with their balance, the settlement, and the terms with their
// grades.
func TransferTables(s *transfer.Study) []Table {
	name := func(id string) network.Text {
		if t, ok := s.Names[id]; ok {
			return t
		}
		return network.Text{ZH: id, EN: id}
	}
	out := []Table{
		transferKeys(s, name), transferCharge(s, name), transferEffects(s, name), transferVolumes(s, name), transferBalance(s, name),
	}
	return append(out, transferLines(s, name), statementBalances(s.Result, name), statementMatrix(s.Result, name), transferTerms(s))
}

func transferAbout(s *transfer.Study) network.Text {
	p, en := "多年平均来水", "mean inflow"
	if s.P > 0 {
		p, en = fmt.Sprintf("来水频率 P=%g%%", s.P), fmt.Sprintf("inflow of P=%g%%", s.P)
	}
	return network.Text{
		ZH: fmt.Sprintf("%s，水平年 %d，%s；参数版本 %s，依据 %s。", s.Basin.NameZH, s.Year, p, s.Version, s.Result.Cite),
		EN: fmt.Sprintf("%s, planning year %d, %s; terms %s, after %s.", s.Basin.NameEN, s.Year, en, s.Version, "生态保护补偿条例 art. 15(3)"),
	}
}

func transferKeys(s *transfer.Study, name func(string) network.Text) Table {
	t := Table{
		ID: "transfer-keys", Title: network.Text{ZH: "跨流域调水补偿：各分摊键并列", EN: "Cross-basin compensation: the keys side by side"}, Unit: "万元",
		Columns: []Column{words("工程", "project"), words("受水区", "recipient"), figure("用水量", "volume", "万m³", 2), figure("单独受益", "gain alone", "", 2)},
		Notes:   []network.Text{transferAbout(s), sample},
	}
	for _, k := range transfer.Keys() {
		t.Columns = append(t.Columns, figure(k.Title.ZH, k.Title.EN, "", 2))
	}
	reasons := map[string]bool{}
	for i := range s.Projects {
		p := &s.Projects[i]
		title := name(p.ID)
		line := func(kind RowKind, what network.Text, volume, alone Cell, of func(d *transfer.Division) Cell) {
			cells := []Cell{Words(title.ZH, title.EN), Words(what.ZH, what.EN), volume, alone}
			for j := range p.Divisions {
				cells = append(cells, of(&p.Divisions[j]))
			}
			t.Rows = append(t.Rows, Row{Kind: kind, Cells: cells})
		}
		for k := range p.Players {
			line(Plain, name(p.Players[k].ID), Number(p.Players[k].Volume), Number(p.Game.Alone[k]), func(d *transfer.Division) Cell {
				if d.Missing != nil {
					return None()
				}
				return Number(d.Amounts[k].InWan())
			})
		}
		line(Total, network.Text{ZH: "合计", EN: "total"}, Number(p.Volume), Number(p.Game.All), func(d *transfer.Division) Cell {
			if d.Missing != nil {
				return None()
			}
			return Number(p.Charge.InWan())
		})
		line(Plain, network.Text{ZH: "最大超额", EN: "largest excess"}, None(), None(), func(d *transfer.Division) Cell {
			if !d.Judged {
				return None()
			}
			return Number(d.Excess)
		})
		line(Plain, network.Text{ZH: "在核心内", EN: "in the core"}, None(), None(), func(d *transfer.Division) Cell {
			switch {
			case !d.Judged:
				return None()
			case d.InCore:
				return Words("是", "yes")
			}
			return Words("否", "no")
		})
		if p.Game.Sampled {
			line(Plain, network.Text{ZH: "标准误（最大）", EN: "standard error (largest)"}, None(), None(), func(d *transfer.Division) Cell {
				if len(d.Errors) == 0 {
					return None()
				}
				return Number(slices.Max(d.Errors))
			})
		}
		t.Notes = append(t.Notes, transferGame(p, title))
		for _, d := range p.Divisions {
			if d.Missing == nil || reasons[p.ID+d.Key] {
				continue
			}
			reasons[p.ID+d.Key] = true
			k, _ := transfer.KeyByID(d.Key)
			t.Notes = append(t.Notes, network.Text{
				ZH: fmt.Sprintf("%s：%s 未用，%s。", title.ZH, k.Title.ZH, d.Missing.ZH), EN: fmt.Sprintf("%s: no %s, as %s.", title.EN, k.Title.EN, d.Missing.EN),
			})
		}
	}
	if len(s.Projects) == 0 {
		t.Notes = append(t.Notes, network.Text{ZH: "没有工程跨流域或跨水源区调水。", EN: "No project carries water across basins or source areas."})
	}
	t.Notes = append(t.Notes, network.Text{
		ZH: "联盟的费用 c(S) = C·v(S)/v(N)：v 为仅该联盟可用工程时的受益，C 为应付总额；最大超额 ≤ 0 即在核心内，无一联盟付得比单独时多。合计行的“单独受益”为共同受益 v(N)。",
		EN: "Cost of a coalition c(S) = C·v(S)/v(N), where v is what it gains with the project to itself and C the charge; a largest excess of 0 or less is the core: no coalition pays more than alone. The gain in total rows is v(N), of all together.",
	})
	return t
}

func transferGame(p *transfer.Project, title network.Text) network.Text {
	k, _ := transfer.KeyByID(p.Key)
	zh, en := fmt.Sprintf("%s：按%s结算；求解 %d 个联盟规划", title.ZH, k.Title.ZH, p.Game.Solved), fmt.Sprintf("%s: settled by %s; %d programmes of coalitions", title.EN, k.Title.EN, p.Game.Solved)
	switch {
	case p.Game.Sampled:
		zh, en = zh+"，Shapley 值为抽样估计，未判断核心。", en+"; Shapley's value is sampled, the core is not judged."
	case p.Game.EmptyCore:
		zh, en = zh+fmt.Sprintf("；核心为空（最小的最大超额 %.2f 万元）。", p.Game.LeastExcess), en+fmt.Sprintf("; the core is empty (least largest excess %.2f 万元).", p.Game.LeastExcess)
	case len(p.Players) == 1:
		zh, en = zh+"；只有一个受水区。", en+"; there is one recipient."
	default:
		zh, en = zh+"；核心非空。", en+"; the core is not empty."
	}
	return network.Text{ZH: zh, EN: en}
}
