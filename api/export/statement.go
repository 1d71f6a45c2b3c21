package export

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"fenhu/network"
	"fenhu/optimize/compensation"
)

// sample is the banner of figures that nobody has agreed to (RULES EC-20).
var sample = network.Text{ZH: "示例参数：等级 C、D 的参数未经官方文本核实，须由协议各方确定。", EN: "Sample figures: those of grade C and D are in no official text; the parties must set them."}

// Signatures say who drew a statement up and who decided about it. The zero
// value is a statement that is not stored.
type Signatures struct {
	ID        string
	Version   int // of the agreement
	Hash      string
	DrawnBy   string
	DrawnAt   time.Time
	Status    string // drawn, confirmed or rejected
	DecidedBy string
	DecidedAt time.Time
	Note      string
	Cleared   []compensation.Cleared // what is left after payments; nil = not known
}

// StatementTables are the settlement of an agreement in the layout of RULES
// UN-08, its head, the lines, what each party is left with, what each owes each,
// and the figures of the rule. name is the name of a section or a party, nil when
// only ids are known.
func StatementTables(s *compensation.Statement, by Signatures, name func(id string) network.Text) []Table {
	if name == nil {
		name = func(id string) network.Text { return network.Text{ZH: id, EN: id} }
	}
	main := statementRows(s, name)
	main.Notes = statementNotes(s, name)
	out := []Table{main, statementHead(s, by, name), statementLines(s, name), statementBalances(s, name), statementMatrix(s, name)}
	if by.Cleared != nil {
		out = append(out, statementCleared(by.Cleared, name))
	}
	return append(out, statementFigures(s))
}

func statementNotes(s *compensation.Statement, name func(string) network.Text) []network.Text {
	notes := []network.Text{{
		ZH: fmt.Sprintf("协议 %s，%s；规则 %s（%s），依据：%s，参数等级 %s。", s.Agreement, s.Period, s.RuleVersion, s.Rule, s.Cite, s.Grade),
		EN: fmt.Sprintf("Agreement %s, %s; preset %s (rule %s), after %s, figures of grade %s.", s.Agreement, s.Period, s.RuleVersion, s.Rule, s.Cite, s.Grade),
	}, {ZH: "金额为正：下游付上游；为负：上游付下游。", EN: "Amounts above zero: downstream pays upstream; below zero: upstream pays downstream."}}
	if s.Grade > "B" {
		notes = append(notes, sample)
	}
	if s.Outside {
		notes = append(notes, network.Text{ZH: "规则 " + s.Preset + " 公布的适用年份为 " + s.Valid + "，考核期不在其中。", EN: "Preset " + s.Preset + " was published for " + s.Valid + "; the period is not in these years."})
	}
	if len(s.Skipped) > 0 {
		var zh, en []string
		for _, x := range s.Skipped {
			t := stateText(x.State)
			zh, en = append(zh, name(x.Section).ZH+" "+x.Period+" "+t.ZH), append(en, name(x.Section).EN+" "+x.Period+" "+t.EN)
		}
		notes = append(notes, network.Text{ZH: "不考核：" + strings.Join(zh, "；") + "。", EN: "Not judged: " + strings.Join(en, "; ") + "."})
	}
	return notes
}

func stateText(s compensation.State) network.Text {
	return map[compensation.State]network.Text{
		compensation.Normal: {ZH: "正常", EN: "normal"}, compensation.Dry: {ZH: "断流", EN: "dry"}, compensation.Frozen: {ZH: "结冰", EN: "frozen"},
		compensation.Suspended: {ZH: "停考", EN: "suspended"}, compensation.Removed: {ZH: "剔除", EN: "removed"},
	}[s]
}

// lifted is a column of names that a text writes above the table when all are equal.
func lifted(zh, en string) Column {
	c := words(zh, en)
	c.Lift = true
	return c
}

func statementLines(s *compensation.Statement, name func(string) network.Text) Table {
	t := Table{
		ID: "lines", Title: network.Text{ZH: "结算明细", EN: "Lines"},
		Columns: []Column{
			words("断面", "section"), words("考核时段", "period"), words("指标", "indicator"), words("项目", "item"),
			figure("实测值", "measured", "-", 3), figure("目标值", "target", "-", 3), figure("数量", "quantity", "-", 4), words("单位", "unit"),
			figure("单价", "rate", "万元", 4), figure("金额", "amount", "万元", 6), words("封顶", "capped"), words("付款方", "payer"), words("收款方", "payee"), lifted("规则版本", "rule version"), lifted("等级", "grade"), words("数据来源", "source"), words("引用", "cites"),
		},
	}
	total := compensation.Money(0)
	for _, l := range s.Lines {
		capped := None()
		if l.Capped {
			capped = Words("是", "yes")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			named(name, l.Section), Words(l.Period, l.Period), Words(string(l.Indicator), string(l.Indicator)), Words(l.WhatZH, l.WhatEN),
			Number(l.Measured), Number(l.Target), Number(l.Quantity), Words(l.Unit, unitWord(l.Unit)), Number(l.Rate), Number(l.Amount.InWan()),
			capped, named(name, l.Payer), named(name, l.Payee), Words(l.Rule, l.Rule), Words(l.Grade, l.Grade), Words(l.Source, l.Source), Words(cited(l.Cites), cited(l.Cites)),
		}})
		total += l.Amount
	}
	cells := make([]Cell, len(t.Columns))
	cells[0], cells[9], cells[13], cells[14] = Words("合计", "total"), Number(total.InWan()), Words(s.RuleVersion, s.RuleVersion), Words(s.Grade, s.Grade)
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: cells})
	return t
}

// cited names what a line rests on, such as COD 2025-07-01 v2.
func cited(cites []compensation.Cite) string {
	var out []string
	for i, c := range cites {
		if i == 6 {
			out = append(out, fmt.Sprintf("… (%d)", len(cites)))
			break
		}
		at, _, _ := strings.Cut(c.At, "T")
		if c.Kind == compensation.CiteRun {
			out = append(out, fmt.Sprintf("run %s %s %s", c.Run[:min(12, len(c.Run))], c.Quantity, at))
		} else {
			text := c.Quantity + " " + at
			if c.Revision > 0 {
				text += " v" + itoa(c.Revision)
			}
			out = append(out, text)
		}
	}
	return strings.Join(out, "; ")
}

func named(name func(string) network.Text, id string) Cell {
	t := name(id)
	return Words(t.ZH, t.EN)
}

// unitWord is a unit of a quantity in English.
func unitWord(u string) string {
	if en, ok := map[string]string{"类": "classes", "级": "steps", "百分点": "points", "月": "months", "万m³": "10⁴ m³"}[u]; ok {
		return en
	}
	return u
}

func statementBalances(s *compensation.Statement, name func(string) network.Text) Table {
	t := Table{
		ID: "balances", Title: network.Text{ZH: "各方收支（收 +，付 −）", EN: "What each party is left with (+ receives, − pays)"}, Unit: "万元",
		Columns: []Column{words("一方", "party"), figure("净额", "net", "", 6)},
	}
	sum := compensation.Money(0)
	for _, b := range s.Balances {
		t.Rows = append(t.Rows, Row{Cells: []Cell{named(name, b.Party), Number(b.Net.InWan())}})
		sum += b.Net
	}
	t.Rows = append(t.Rows, Row{Kind: Total, Cells: []Cell{Words("合计", "total"), Number(sum.InWan())}})
	return t
}

func statementMatrix(s *compensation.Statement, name func(string) network.Text) Table {
	t := Table{
		ID: "matrix", Title: network.Text{ZH: "付款方 × 收款方", EN: "Payer by payee"}, Unit: "万元",
		Columns: []Column{words("付款方", "payer")},
	}
	owed := map[[2]string]compensation.Money{}
	for _, x := range s.Matrix {
		owed[[2]string{x.Payer, x.Payee}] = x.Amount
	}
	for _, b := range s.Balances {
		t.Columns = append(t.Columns, figure(name(b.Party).ZH, name(b.Party).EN, "", 6))
	}
	for _, b := range s.Balances {
		if !slices.ContainsFunc(s.Matrix, func(x compensation.Owed) bool { return x.Payer == b.Party }) {
			continue
		}
		cells := []Cell{named(name, b.Party)}
		for _, to := range s.Balances {
			if m := owed[[2]string{b.Party, to.Party}]; m != 0 {
				cells = append(cells, Number(m.InWan()))
			} else {
				cells = append(cells, None())
			}
		}
		t.Rows = append(t.Rows, Row{Cells: cells})
	}
	return t
}

func statementFigures(s *compensation.Statement) Table {
	t := Table{
		ID: "figures", Title: network.Text{ZH: "规则参数", EN: "Figures of the rule"},
		Columns: []Column{words("参数", "figure"), words("含义", "meaning"), words("数值", "value"), words("单位", "unit"), words("出自", "set by")},
	}
	rule, _ := compensation.RuleByID(s.Rule)
	for i, f := range s.Figures {
		by := Words("规则 "+s.Preset, "preset "+s.Preset)
		if f.Own {
			by = Words("协议", "agreement")
		}
		title := network.Text{}
		if i < len(rule.Params) {
			title = rule.Params[i].Title
		}
		values := strings.Trim(fmt.Sprint(f.Values), "[]")
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(f.Key, f.Key), Words(title.ZH, title.EN), Words(values, values), Words(f.Unit, UnitIn(f.Unit, network.EN)), by}})
	}
	return t
}

// PresetsTable lists the schemes with their sources and grades.
func PresetsTable() Table {
	t := Table{
		ID: "presets", Title: network.Text{ZH: "补偿规则", EN: "Schemes of compensation"},
		Columns: []Column{words("编号", "id"), words("名称", "name"), words("算法", "rule"), words("结算对方", "settled with"), words("参数等级", "grade"), words("依据", "after")},
		Notes: []network.Text{
			{ZH: "参数等级：A 官方文本，B 二手文本，C 一般知识，D 本软件假定。", EN: "Grades: A official text, B secondary text, C general knowledge, D assumption of this program."},
			sample,
		},
	}
	for _, p := range compensation.Presets() {
		rule, _ := compensation.RuleByID(p.Rule)
		with := Words("另一方", "the other side")
		if p.Treasury {
			with = Words("上级财政", "the treasury above")
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{Words(p.ID, p.ID), Words(p.Title.ZH, p.Title.EN), Words(rule.Title.ZH, rule.Title.EN), with, Words(p.Grade, p.Grade), Words(p.Cite, p.Cite)}})
	}
	return t
}
