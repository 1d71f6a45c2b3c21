package export

import (
	"slices"
	"strings"

	"fenhu/network"
	"fenhu/network/quality"
	"fenhu/optimize/compensation"
)

// statementRows is the settlement table of RULES UN-08: a row for each
// indicator of a section's month, and one for what is about none.
func statementRows(s *compensation.Statement, name func(string) network.Text) Table {
	group := func(zh, en string, c Column) Column {
		c.Group = network.Text{ZH: zh, EN: en}
		return c
	}
	money := func(zh, en string) Column { return figure(zh, en, "万元", 2) }
	t := Table{
		ID: "statement", Title: network.Text{ZH: "横向生态补偿结算表", EN: "Settlement of ecological compensation"},
		Columns: []Column{
			words("断面", "section"), words("考核时段", "period"), words("指标", "indicator"), figure("目标值", "target", "mg/L", 3), figure("实测值", "measured", "mg/L", 3),
			figure("超标倍数", "exceedance", "-", 3), group("水质类别", "class", words("目标", "target")), group("水质类别", "class", words("实测", "measured")),
			figure("入境值", "inflow", "mg/L", 3), words("状态", "state"), figure("断面水量", "volume", "万m³", 1),
			group("生态流量", "ecological flow", figure("目标", "target", "m³/s", 2)), group("生态流量", "ecological flow", figure("实测", "measured", "m³/s", 2)),
			group("生态流量", "ecological flow", words("达标天数", "days met")),
			money("基本补偿", "base"), money("变化补偿", "change"), money("水量补偿", "volume part"), money("扣缴", "deduction"), money("奖励", "reward"), money("封顶调整", "cap"),
			money("本期应付", "due"), money("累计", "so far"), words("付款方", "payer"), words("收款方", "payee"), lifted("依据条款", "after"),
		},
	}
	period, _ := compensation.ParsePeriod(s.Period)
	b := rowBuilder{s: s, name: name, done: make([]bool, len(s.Lines))}
	for i := range s.Records {
		if r := &s.Records[i]; period.Holds(r.Period()) {
			b.record(r)
		}
	}
	for i := range s.Lines { // of no record: for the whole year, or of the agreement
		if l := &s.Lines[i]; !b.done[i] {
			b.row(nil, l.Section, l.Period, l.Indicator)
		}
	}
	b.rows = append(b.rows, Row{Kind: Total, Cells: b.total(len(t.Columns))})
	t.Rows = b.rows
	return t
}

// The first column of amounts, and how many there are before those of the row.
const (
	firstAmount = 14
	amounts     = 6
)

// rowBuilder makes the rows, taking each line once.
type rowBuilder struct {
	s    *compensation.Statement
	name func(string) network.Text
	done []bool
	rows []Row

	section string
	soFar   compensation.Money
	sums    [amounts + 1]compensation.Money
}

// record adds the rows of a section's month.
func (b *rowBuilder) record(r *compensation.Record) {
	if r.Judged() {
		for i := range r.Readings {
			if x := &r.Readings[i]; x.Target > 0 || b.has(r, x.Indicator) {
				b.row(r, r.Section, r.Period(), x.Indicator)
			}
		}
	}
	if !r.Judged() || b.has(r, "") || len(r.Readings) == 0 || r.EcoFlow > 0 || r.Target > 0 {
		b.row(r, r.Section, r.Period(), "")
	}
}

// has says whether lines are about an indicator of a record.
func (b *rowBuilder) has(r *compensation.Record, i quality.Indicator) bool {
	return slices.ContainsFunc(b.s.Lines, func(l compensation.Line) bool {
		return l.Section == r.Section && l.Period == r.Period() && l.Indicator == i
	})
}

// row adds one row with all lines of a section, a period and an indicator.
func (b *rowBuilder) row(r *compensation.Record, section, period string, indicator quality.Indicator) {
	if section != b.section {
		b.section, b.soFar = section, 0
	}
	place := b.name(section)
	if section == "" {
		place = network.Text{ZH: "全协议", EN: "whole agreement"}
	}
	what := network.Text{ZH: string(indicator), EN: string(indicator)}
	if indicator == "" {
		what = network.Text{ZH: "综合", EN: "overall"}
	}
	cells := make([]Cell, firstAmount, firstAmount+amounts+5)
	cells[0], cells[1], cells[2] = Words(place.ZH, place.EN), Words(period, period), Words(what.ZH, what.EN)
	if r != nil {
		describe(cells, r, indicator)
	}
	var by [amounts]compensation.Money
	var due compensation.Money
	pairs := map[[2]string]compensation.Money{}
	for i := range b.s.Lines {
		l := &b.s.Lines[i]
		if b.done[i] || l.Section != section || l.Period != period || l.Indicator != indicator {
			continue
		}
		b.done[i] = true
		m := b.s.Signed(l)
		by[max(0, slices.Index(compensation.Parts(), l.Part))] += m
		due += m
		pairs[[2]string{l.Payer, l.Payee}] += l.Amount
		pairs[[2]string{l.Payee, l.Payer}] -= l.Amount
	}
	for i, m := range by {
		b.sums[i] += m
		if m == 0 {
			cells = append(cells, None())
		} else {
			cells = append(cells, Number(m.InWan()))
		}
	}
	b.soFar, b.sums[amounts] = b.soFar+due, b.sums[amounts]+due
	payers, payees := b.parties(pairs)
	cells = append(cells, Number(due.InWan()), Number(b.soFar.InWan()), payers, payees, Words(b.s.Cite, b.s.Cite))
	b.rows = append(b.rows, Row{Cells: cells})
}

// describe fills in what was found.
func describe(cells []Cell, r *compensation.Record, indicator quality.Indicator) {
	state := stateText(compensation.Normal)
	if !r.Judged() {
		state = stateText(r.State)
	}
	cells[9] = Words(state.ZH, state.EN)
	if indicator != "" {
		x := r.Reading(indicator)
		cells[4] = Number(x.Value)
		if x.Target > 0 {
			cells[3] = Number(x.Target)
		}
		if e, ok := x.Exceedance(); ok {
			cells[5] = Number(e)
		}
		if c, ok := quality.ClassOf(indicator, x.Value); ok {
			cells[7] = Words(c.String(), romanEN(c))
		}
		if x.Inflow != nil {
			cells[8] = Number(*x.Inflow)
		}
		return
	}
	cells[6], cells[7] = Words(r.Target.String(), romanEN(r.Target)), Words(r.MeasuredClass().String(), romanEN(r.MeasuredClass()))
	if r.Volume > 0 {
		cells[10] = Number(r.Volume)
	}
	if r.EcoFlow > 0 {
		cells[11], cells[12] = Number(r.EcoFlow), Number(r.Flow)
	} else if r.Flow > 0 {
		cells[12] = Number(r.Flow)
	}
	if r.DaysSeen > 0 {
		days := strings.Join([]string{itoa(r.DaysMet), itoa(r.DaysSeen)}, "/")
		cells[13] = Words(days, days)
	}
}

// romanEN is a class in English.
func romanEN(c quality.Class) string {
	if c == quality.WorseThanV {
		return "worse than Ⅴ"
	}
	return c.String()
}

// parties are who pays and who receives, net of what goes both ways.
func (b *rowBuilder) parties(pairs map[[2]string]compensation.Money) (payers, payees Cell) {
	var zh, en [2][]string
	add := func(k int, id string) {
		n := b.name(id)
		if !slices.Contains(zh[k], n.ZH) {
			zh[k], en[k] = append(zh[k], n.ZH), append(en[k], n.EN)
		}
	}
	for _, pair := range b.s.Matrix { // in order
		for _, p := range [][2]string{{pair.Payer, pair.Payee}, {pair.Payee, pair.Payer}} {
			if pairs[p] > 0 {
				add(0, p[0])
				add(1, p[1])
			}
		}
	}
	return Words(strings.Join(zh[0], "、"), strings.Join(en[0], ", ")), Words(strings.Join(zh[1], "、"), strings.Join(en[1], ", "))
}

func (b *rowBuilder) total(width int) []Cell {
	cells := make([]Cell, width)
	cells[0], cells[width-1] = Words("合计", "total"), Words(b.s.Cite, b.s.Cite)
	for i, m := range b.sums {
		cells[firstAmount+i] = Number(m.InWan())
	}
	return cells
}
