package export

import (
	"fenhu/network"
	"fenhu/optimize/compensation"
)

// LedgerTables are the books of a ledger with the balances of the parties, what
// is open at the end, and the entries.
func LedgerTables(books []compensation.Book, entries []compensation.Entry, name func(id string) network.Text) []Table {
	accounts := Table{
		ID: "ledger", Title: network.Text{ZH: "补偿台账（余额为正：他方所欠）", EN: "Ledger of compensation (balances above zero: others owe it)"}, Unit: "万元",
		Columns: []Column{
			words("起", "from"), words("止", "to"), words("一方", "party"), figure("期初余额", "opening", "", 6), figure("应收", "receivable", "", 6), figure("应付", "payable", "", 6),
			figure("已收", "received", "", 6), figure("已付", "paid", "", 6), figure("期末余额", "closing", "", 6),
		},
	}
	open := Table{
		ID: "open", Title: network.Text{ZH: "未结清", EN: "Owed at the end"}, Unit: "万元",
		Columns: []Column{words("欠款方", "payer"), words("收款方", "payee"), figure("金额", "amount", "", 6)},
	}
	for k, b := range books {
		for _, a := range b.Accounts {
			accounts.Rows = append(accounts.Rows, Row{Cells: []Cell{
				Words(b.From, b.From), Words(b.To, b.To), named(name, a.Party), Number(a.Opening.InWan()), Number(a.Receivable.InWan()), Number(a.Payable.InWan()),
				Number(a.Received.InWan()), Number(a.Paid.InWan()), Number(a.Closing.InWan()),
			}})
		}
		if k == len(books)-1 {
			for _, x := range b.Open {
				open.Rows = append(open.Rows, Row{Cells: []Cell{named(name, x.Payer), named(name, x.Payee), Number(x.Amount.InWan())}})
			}
		}
	}
	list := Table{
		ID: "entries", Title: network.Text{ZH: "分录", EN: "Entries"}, Unit: "万元",
		Columns: []Column{
			words("日期", "date"), words("协议", "agreement"), words("类型", "kind"), words("断面", "section"), words("时段", "period"),
			words("付款方", "payer"), words("收款方", "payee"), figure("金额", "amount", "", 6), words("说明", "note"),
		},
	}
	for _, e := range entries {
		kind := entryText(e.Kind)
		section := None()
		if e.Section != "" {
			section = named(name, e.Section)
		}
		list.Rows = append(list.Rows, Row{Cells: []Cell{
			Words(e.Date, e.Date), Words(e.Agreement, e.Agreement), Words(kind.ZH, kind.EN), section, Words(e.Period, e.Period),
			named(name, e.Payer), named(name, e.Payee), Number(e.Amount.InWan()), Words(e.Note, e.Note),
		}})
	}
	return []Table{accounts, open, list}
}

func entryText(k compensation.EntryKind) network.Text {
	return map[compensation.EntryKind]network.Text{
		compensation.Settlement: {ZH: "结算", EN: "settlement"}, compensation.Adjustment: {ZH: "调整", EN: "adjustment"},
		compensation.Prepayment: {ZH: "预付", EN: "prepayment"}, compensation.Payment: {ZH: "支付", EN: "payment"},
	}[k]
}

// DifferenceTables are what two settlements of a period differ by.
func DifferenceTables(d compensation.Difference, name func(id string) network.Text) []Table {
	parties := Table{
		ID: "difference", Title: network.Text{ZH: "各方净额变化（收 +，付 −）", EN: "What changes for each party (+ receives, − pays)"}, Unit: "万元",
		Columns: []Column{words("一方", "party"), figure("原", "before", "", 6), figure("试算", "after", "", 6), figure("变化", "change", "", 6)},
	}
	for _, m := range d.Parties {
		parties.Rows = append(parties.Rows, Row{Cells: []Cell{named(name, m.Party), Number(m.Before.InWan()), Number(m.After.InWan()), Number(m.Change.InWan())}})
	}
	changes := Table{
		ID: "changes", Title: network.Text{ZH: "按断面与时段的变化", EN: "Changes by section and period"}, Unit: "万元",
		Columns: []Column{words("断面", "section"), words("时段", "period"), words("一方", "party"), figure("原", "before", "", 6), figure("试算", "after", "", 6), figure("变化", "change", "", 6)},
	}
	for _, m := range d.Changes {
		section := Words("全协议", "whole agreement")
		if m.Section != "" {
			section = named(name, m.Section)
		}
		changes.Rows = append(changes.Rows, Row{Cells: []Cell{section, Words(m.Period, m.Period), named(name, m.Party), Number(m.Before.InWan()), Number(m.After.InWan()), Number(m.Change.InWan())}})
	}
	return []Table{parties, changes}
}
