package export

import (
	"strconv"
	"strings"
	"time"

	"fenhu/network"
	"fenhu/optimize/compensation"
)

func itoa(n int) string { return strconv.Itoa(n) }

// statementHead says what a statement is and who signed it (RULES UN-08).
func statementHead(s *compensation.Statement, by Signatures, name func(string) network.Text) Table {
	t := Table{
		ID: "head", Title: network.Text{ZH: "结算单", EN: "Statement"},
		Columns: []Column{words("项目", "item"), words("内容", "content")},
	}
	add := func(zh, en, contentZH, contentEN string) {
		if contentZH != "" {
			t.Rows = append(t.Rows, Row{Cells: []Cell{Words(zh, en), Words(contentZH, contentEN)}})
		}
	}
	places := func(of []string) (zh, en string) {
		var a, b []string
		for _, id := range of {
			a, b = append(a, name(id).ZH), append(b, name(id).EN)
		}
		return strings.Join(a, "、"), strings.Join(b, ", ")
	}
	var sections []string
	seen := map[string]bool{}
	for i := range s.Records {
		r := &s.Records[i]
		if !seen[r.Section] {
			sections = append(sections, r.Section)
		}
		seen[r.Section] = true
	}
	agreement := s.Agreement
	if by.Version > 0 {
		agreement += " v" + itoa(by.Version)
	}
	add("协议编号", "agreement", agreement, agreement)
	zh, en := places(s.Upstream)
	add("甲方（上游）", "upstream side", zh, en)
	zh, en = places(s.Downstream)
	add("乙方（下游）", "downstream side", zh, en)
	zh, en = places(sections)
	add("断面", "sections", zh, en)
	add("考核期", "period", s.Period, s.Period)
	add("规则版本", "rule version", s.RuleVersion, s.RuleVersion)
	add("参数等级", "grade of the figures", s.Grade, s.Grade)
	add("依据", "after", s.Cite, s.Cite)
	from := sourcesOf([]*compensation.Statement{s})
	add("数据来源", "data", from, from)
	if by.ID == "" {
		return t
	}
	signed := func(who string, at time.Time) string {
		if who == "" {
			who = "-"
		}
		return who + " " + at.UTC().Format("2006-01-02 15:04") + " UTC"
	}
	add("结算单编号", "statement", by.ID, by.ID)
	add("内容摘要", "SHA-256", by.Hash, by.Hash)
	drawn := signed(by.DrawnBy, by.DrawnAt)
	add("编制", "drawn up by", drawn, drawn)
	switch by.Status {
	case "confirmed":
		d := signed(by.DecidedBy, by.DecidedAt)
		add("审核确认", "confirmed by", d, d)
	case "rejected":
		d := signed(by.DecidedBy, by.DecidedAt)
		add("退回", "rejected by", d, d)
	default:
		add("审核确认", "confirmed by", "待确认", "not yet")
	}
	add("意见", "note", by.Note, by.Note)
	return t
}

// statementCleared is what is left after payments (RULES UN-08, footer).
func statementCleared(cleared []compensation.Cleared, name func(string) network.Text) Table {
	t := Table{
		ID: "clearing", Title: network.Text{ZH: "清算（收 +，付 −）", EN: "Clearing (+ receives, − pays)"}, Unit: "万元",
		Columns: []Column{words("一方", "party"), figure("应收应付", "due", "", 6), figure("预付", "prepaid", "", 6), figure("已付", "paid", "", 6), figure("清算差额，次年结算", "left, settled next year", "", 6)},
	}
	for _, c := range cleared {
		t.Rows = append(t.Rows, Row{Cells: []Cell{named(name, c.Party), Number(c.Due.InWan()), Number(c.Prepaid.InWan()), Number(c.Paid.InWan()), Number(c.Left.InWan())}})
	}
	return t
}
