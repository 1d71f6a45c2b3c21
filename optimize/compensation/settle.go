package compensation

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"fenhu/network"
)

// Settle applies an agreement to the records of a year, or of one of its
// months. The order of the records does not matter. The error is network.Faults:
// those of the agreement, a year outside its term, a section and period recorded
// twice, an amount that is absurd. Records of other sections and years are left
// out; for a month, those after it. What a rule owes for the whole year is in the
// statement of the year alone, which also holds all its months.
func Settle(a *Agreement, period Period, records []Record) (*Statement, error) {
	wrong := a.Check()
	if len(wrong) == 0 && (period.Year < a.From || period.Year > a.To) {
		wrong = append(wrong, network.Fault{Path: "period", ID: a.ID, Problem: network.Text{ZH: fmt.Sprintf("%d 年不在协议期限 %d–%d 内", period.Year, a.From, a.To), EN: fmt.Sprintf("%d is outside the term %d–%d", period.Year, a.From, a.To)}})
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	preset, _ := PresetByID(a.Preset)
	rule, _ := RuleByID(preset.Rule)
	t, _ := rule.complete(a.terms(preset))
	s := head(a, &preset, &rule, t, period)
	var mine []Record
	var items []found
	for _, section := range a.Sections {
		of, err := ofSection(records, section, period)
		if err != nil {
			return nil, err
		}
		for _, x := range rule.settle(t, of) {
			amount, err := FromWan(x.Amount)
			if err != nil {
				return nil, network.Faults{{Path: "records", ID: section, Problem: network.Text{ZH: x.Period + "：" + err.Error(), EN: x.Period + ": " + err.Error()}}}
			}
			items = append(items, found{section, x, amount})
		}
		mine = append(mine, of...)
	}
	s.Records = mine
	for k := range mine {
		if r := &mine[k]; period.Holds(r.Period()) && !r.Judged() {
			s.Skipped = append(s.Skipped, Skipped{r.Section, r.Period(), r.State})
		}
	}
	for _, x := range a.Caps.cap(veto(items, mine)) {
		if !period.Holds(x.Period) {
			continue
		}
		if err := s.add(a, &preset, x, mine); err != nil {
			return nil, err
		}
	}
	s.Close()
	return s, nil
}

// head is a statement without lines.
func head(a *Agreement, p *Preset, rule *Rule, t *terms, period Period) *Statement {
	s := &Statement{
		Agreement: a.ID, Period: period.String(), Year: period.Year, Preset: p.ID, Rule: rule.ID, Cite: p.Cite, Grade: p.Grade,
		Valid: p.years(), Outside: !p.holds(period.Year), Upstream: ids(a.Upstream), Downstream: ids(a.Down), Terms: *a,
	}
	if p.Treasury {
		s.Downstream = []string{a.Superior}
	}
	for _, x := range rule.Params {
		_, own := a.Params[x.Key]
		s.Figures = append(s.Figures, Figure{Key: x.Key, Values: t.values[x.Key], Unit: x.Unit, Own: own})
	}
	if rule.Open {
		for _, key := range slices.Sorted(maps.Keys(a.Params)) {
			s.Figures = append(s.Figures, Figure{Key: key, Values: a.Params[key], Unit: "-", Own: true})
		}
		s.Formulas = a.Formulas
	}
	s.RuleVersion = p.ID + "@" + digest(s.Figures, s.Formulas, t.indicators, a.Caps)
	return s
}

func ids(parties []Party) []string {
	out := make([]string, len(parties))
	for i, p := range parties {
		out[i] = p.ID
	}
	return out
}

// digest identifies figures: eight hexadecimal digits of the SHA-256 of their
// JSON.
func digest(of ...any) string {
	data, err := json.Marshal(of)
	if err != nil {
		panic(err) // plain data
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:4])
}

// ofSection picks a section's records of a year, months in order; for a month
// those until its end.
func ofSection(records []Record, section string, period Period) ([]Record, error) {
	var mine []Record
	for _, r := range records {
		if r.Section == section && r.Year == period.Year && (period.Month == 0 || r.Month <= period.Month) {
			mine = append(mine, r)
		}
	}
	slices.SortStableFunc(mine, func(a, b Record) int { return cmp.Compare(a.Month, b.Month) })
	for k := 1; k < len(mine); k++ {
		if mine[k].Month == mine[k-1].Month {
			return nil, network.Faults{{Path: "records", ID: section, Problem: network.Text{ZH: mine[k].Period() + " 有两条记录", EN: mine[k].Period() + " is recorded twice"}}}
		}
	}
	return mine, nil
}

// add turns an item into lines between the parties: rounded once, then divided
// so that the parts sum to it.
func (s *Statement) add(a *Agreement, p *Preset, x found, records []Record) error {
	up, down := a.Upstream, a.Down
	if p.Treasury {
		down = []Party{{ID: a.Superior}}
	}
	l := Line{
		Section: x.section, Period: x.Period, Indicator: x.Indicator, Part: x.Part, WhatZH: x.What.ZH, WhatEN: x.What.EN, Measured: x.Measured, Target: x.Target,
		Quantity: x.Quantity, Unit: x.Unit, Rate: x.Rate, Capped: x.Capped, Rule: s.RuleVersion, Basis: s.Cite, Grade: s.Grade,
	}
	if k := slices.IndexFunc(records, func(r Record) bool { return r.Section == x.section && r.Period() == x.Period }); k >= 0 {
		l.Source, l.Cites = records[k].Source, records[k].cites(&x.Item)
	}
	return s.Owe(l, x.money, down, up)
}
