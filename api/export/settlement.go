package export

import (
	"fmt"
	"slices"
	"strings"

	"fenhu/network"
	"fenhu/optimize/compensation"
)

// SettlementTables are the statements of several agreements together: a summary,
// what each party is left with and owes over all of them, then the settlement
// table, the lines and the figures of each rule.
func SettlementTables(list []*compensation.Statement, name func(id string) network.Text) []Table {
	if len(list) == 1 {
		return StatementTables(list[0], Signatures{}, name)
	}
	all := new(compensation.Statement)
	for _, s := range list {
		all.Lines = append(all.Lines, s.Lines...)
	}
	all.Close()
	balances, matrix := statementBalances(all, name), statementMatrix(all, name)
	balances.Title = network.Text{ZH: "全部协议：各方收支（收 +，付 −）", EN: "All agreements: what each party is left with (+ receives, − pays)"}
	matrix.Title = network.Text{ZH: "全部协议：付款方 × 收款方", EN: "All agreements: payer by payee"}
	out := []Table{settlementSummary(list, name), balances, matrix, joined(list, func(s *compensation.Statement) Table {
		t := statementRows(s, name)
		t.Notes = statementNotes(s, name)
		return t
	}), joined(list, func(s *compensation.Statement) Table { return statementLines(s, name) })}
	var versions []string
	for _, s := range list {
		if !slices.Contains(versions, s.RuleVersion) {
			versions = append(versions, s.RuleVersion)
			t := statementFigures(s)
			t.ID = fmt.Sprintf("figures-%d", len(versions))
			t.Title.ZH, t.Title.EN = t.Title.ZH+" "+s.RuleVersion, t.Title.EN+" "+s.RuleVersion
			out = append(out, t)
		}
	}
	return out
}

// joined is the table of each statement under one head; equal notes are told once.
func joined(list []*compensation.Statement, of func(*compensation.Statement) Table) Table {
	var t Table
	for i, s := range list {
		one := of(s)
		if i == 0 {
			t = one
			continue
		}
		t.Rows = append(t.Rows, one.Rows...)
		for _, n := range one.Notes {
			if !slices.Contains(t.Notes, n) {
				t.Notes = append(t.Notes, n)
			}
		}
	}
	return t
}

// sourcesOf names where the records of statements come from, at most five.
func sourcesOf(list []*compensation.Statement) string {
	var out []string
	for _, s := range list {
		for i := range s.Records {
			if from := s.Records[i].Source; from != "" && !slices.Contains(out, from) {
				out = append(out, from)
			}
		}
	}
	if len(out) > 5 {
		out = append(out[:5], "…")
	}
	return strings.Join(out, "; ")
}

// settlementSummary is a row for each agreement.
func settlementSummary(list []*compensation.Statement, name func(string) network.Text) Table {
	t := Table{
		ID: "summary", Title: network.Text{ZH: "横向生态补偿结算汇总", EN: "Settlement of ecological compensation, by agreement"}, Unit: "万元",
		Columns: []Column{
			words("协议", "agreement"), words("断面", "sections"), words("时段", "period"), words("上游", "upstream"), words("下游", "downstream"),
			figure("应付上游", "to upstream", "", 6), figure("应付下游", "to downstream", "", 6), figure("净额（付上游 +）", "net (+ to upstream)", "", 6),
			words("未考核", "not judged"), words("规则版本", "rule version"), words("等级", "grade"),
		},
	}
	places := func(ids []string) Cell {
		var zh, en []string
		for _, id := range ids {
			zh, en = append(zh, name(id).ZH), append(en, name(id).EN)
		}
		return Words(strings.Join(zh, "、"), strings.Join(en, ", "))
	}
	var sum [2]compensation.Money
	sampled := false
	for _, s := range list {
		var to [2]compensation.Money
		for i := range s.Lines {
			if m := s.Signed(&s.Lines[i]); m > 0 {
				to[0] += m
			} else {
				to[1] -= m
			}
		}
		var sections []string
		for i := range s.Records {
			if !slices.Contains(sections, s.Records[i].Section) {
				sections = append(sections, s.Records[i].Section)
			}
		}
		skipped := ""
		if n := len(s.Skipped); n > 0 {
			skipped = itoa(n)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			Words(s.Agreement, s.Agreement), places(sections), Words(s.Period, s.Period), places(s.Upstream), places(s.Downstream),
			Number(to[0].InWan()), Number(to[1].InWan()), Number((to[0] - to[1]).InWan()), Words(skipped, skipped), Words(s.RuleVersion, s.RuleVersion), Words(s.Grade, s.Grade),
		}})
		sum[0], sum[1], sampled = sum[0]+to[0], sum[1]+to[1], sampled || s.Grade > "B"
	}
	cells := make([]Cell, len(t.Columns))
	cells[0], cells[5], cells[6], cells[7] = Words("合计", "total"), Number(sum[0].InWan()), Number(sum[1].InWan()), Number((sum[0] - sum[1]).InWan())
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: cells})
	if sampled {
		t.Notes = append(t.Notes, sample)
	}
	if from := sourcesOf(list); from != "" {
		t.Notes = append(t.Notes, network.Text{ZH: "数据来源：" + from, EN: "Data: " + from})
	}
	return t
}
