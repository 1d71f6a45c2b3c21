package export

import (
	"strings"

	"fenhu/network"
	"fenhu/optimize/compensation"
)

// AgreementLine is an agreement in a list.
type AgreementLine struct {
	ID      string // in the database; empty = none
	Version int
	compensation.Agreement
}

// AgreementsTable lists agreements.
func AgreementsTable(list []AgreementLine, name func(id string) network.Text) Table {
	t := Table{
		ID: "agreements", Title: network.Text{ZH: "补偿协议", EN: "Agreements of compensation"},
		Columns: []Column{
			words("协议编号", "agreement"), words("版本", "version"), words("断面", "sections"), words("上游", "upstream"), words("下游", "downstream"),
			words("规则", "preset"), words("期限", "term"), words("等级", "grade"), words("标识", "id"),
		},
		Notes: []network.Text{sample},
	}
	for i := range list {
		x := &list[i]
		places := func(ids []string) Cell {
			var zh, en []string
			for _, id := range ids {
				zh, en = append(zh, name(id).ZH), append(en, name(id).EN)
			}
			return Words(strings.Join(zh, "、"), strings.Join(en, ", "))
		}
		parties := func(of []compensation.Party) Cell {
			ids := make([]string, len(of))
			for k, p := range of {
				ids[k] = p.ID
			}
			return places(ids)
		}
		p, _ := compensation.PresetByID(x.Preset)
		term, version := itoa(x.From)+"–"+itoa(x.To), itoa(x.Version)
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			Words(x.Agreement.ID, x.Agreement.ID), Words(version, version), places(x.Sections), parties(x.Upstream), parties(x.Down),
			Words(x.Preset, x.Preset), Words(term, term), Words(p.Grade, p.Grade), Words(x.ID, x.ID),
		}})
	}
	return t
}

// StatementLine is a statement in a list.
type StatementLine struct {
	Signatures
	Agreement, Period, RuleVersion, Grade string
	Total                                 compensation.Money
}

// StatementsTable lists statements.
func StatementsTable(list []StatementLine) Table {
	t := Table{
		ID: "statements", Title: network.Text{ZH: "结算单", EN: "Statements"},
		Columns: []Column{
			words("编号", "id"), words("协议", "agreement"), words("考核期", "period"), words("规则版本", "rule version"), words("等级", "grade"),
			figure("金额合计", "total of the lines", "万元", 6), words("状态", "status"), words("编制", "drawn up by"), words("审核", "decided by"),
		},
	}
	states := map[string]network.Text{"drawn": {ZH: "待确认", EN: "to be confirmed"}, "confirmed": {ZH: "已确认", EN: "confirmed"}, "rejected": {ZH: "已退回", EN: "rejected"}}
	for _, x := range list {
		state := states[x.Status]
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			Words(x.ID, x.ID), Words(x.Agreement, x.Agreement), Words(x.Period, x.Period), Words(x.RuleVersion, x.RuleVersion), Words(x.Grade, x.Grade),
			Number(x.Total.InWan()), Words(state.ZH, state.EN), Words(x.DrawnBy, x.DrawnBy), Words(x.DecidedBy, x.DecidedBy),
		}})
	}
	return t
}
