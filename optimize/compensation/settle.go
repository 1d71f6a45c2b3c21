package compensation

import (
	"cmp"
	"fmt"
	"slices"

	"fenhu/network"
	"fenhu/network/quality"
)

// Line is one amount that one party owes another.
type Line struct {
	Section   string            `json:"section"`
	Period    string            `json:"period"`
	Indicator quality.Indicator `json:"indicator,omitempty"`
	WhatZH    string            `json:"what_zh"`
	WhatEN    string            `json:"what_en"`
	Measured  float64           `json:"measured"`
	Target    float64           `json:"target"`
	Quantity  float64           `json:"quantity"`
	Unit      string            `json:"unit"`
	Rate      float64           `json:"rate"` // [万元 per unit]
	Capped    bool              `json:"capped,omitempty"`
	Payer     string            `json:"payer"`
	Payee     string            `json:"payee"`
	Amount    Money             `json:"amount"` // ≥ 0
	Source    string            `json:"source,omitempty"`
}

// Skipped is a record that was not judged.
type Skipped struct {
	Section string `json:"section"`
	Period  string `json:"period"`
	State   State  `json:"state"`
}

// Statement is the settlement of an agreement for a year. It never changes once
// it is made.
type Statement struct {
	Agreement string    `json:"agreement"`
	Year      int       `json:"year"`
	Preset    string    `json:"preset"`
	Rule      string    `json:"rule"`
	Cite      string    `json:"cite"`
	Grade     string    `json:"grade"`  // of the figures; C and D are configuration
	Figures   []Figure  `json:"params"` // all that were used
	Lines     []Line    `json:"lines"`
	Skipped   []Skipped `json:"skipped,omitempty"`
	Balances  []Balance `json:"balances"`
}

// Figure is a parameter as it was used.
type Figure struct {
	Key    string    `json:"key"`
	Values []float64 `json:"values"`
	Unit   string    `json:"unit"`
	// Own says that the agreement gave it instead of the preset.
	Own bool `json:"own,omitempty"`
}

// Balance is what a party received less what it paid; the balances of a
// statement sum to zero.
type Balance struct {
	Party string `json:"party"`
	Net   Money  `json:"net"`
}

// Settle applies an agreement to the records of a year. The order of the records
// does not matter. The error is network.Faults: those of the agreement, a year
// outside its term, a section and period recorded twice, an amount that is absurd.
// Records of other sections and years are left out.
func Settle(a *Agreement, year int, records []Record) (*Statement, error) {
	wrong := a.Check()
	if len(wrong) == 0 && (year < a.From || year > a.To) {
		wrong = append(wrong, network.Fault{Path: "year", ID: a.ID, Problem: network.Text{ZH: fmt.Sprintf("%d 年不在协议期限 %d–%d 内", year, a.From, a.To), EN: fmt.Sprintf("%d is outside the term %d–%d", year, a.From, a.To)}})
	}
	if len(wrong) > 0 {
		return nil, wrong
	}
	preset, _ := PresetByID(a.Preset)
	rule, _ := RuleByID(preset.Rule)
	t, _ := rule.complete(a.terms(preset))
	s := &Statement{Agreement: a.ID, Year: year, Preset: preset.ID, Rule: rule.ID, Cite: preset.Cite, Grade: preset.Grade}
	for _, p := range rule.Params {
		_, own := a.Params[p.Key]
		s.Figures = append(s.Figures, Figure{Key: p.Key, Values: t.values[p.Key], Unit: p.Unit, Own: own})
	}
	for _, section := range a.Sections {
		mine, err := ofSection(records, section, year)
		if err != nil {
			return nil, err
		}
		for k := range mine {
			if !mine[k].Judged() {
				s.Skipped = append(s.Skipped, Skipped{section, mine[k].Period(), mine[k].State})
			}
		}
		for _, item := range rule.settle(t, mine) {
			if err := s.add(a, &preset, section, item, mine); err != nil {
				return nil, err
			}
		}
	}
	s.Balances = balances(s.Lines)
	return s, nil
}

// ofSection picks a section's records of a year, months in order.
func ofSection(records []Record, section string, year int) ([]Record, error) {
	var mine []Record
	for _, r := range records {
		if r.Section == section && r.Year == year {
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
func (s *Statement) add(a *Agreement, p *Preset, section string, x Item, records []Record) error {
	amount, err := FromWan(x.Amount)
	if err != nil {
		return network.Faults{{Path: "records", ID: section, Problem: network.Text{ZH: x.Period + "：" + err.Error(), EN: x.Period + ": " + err.Error()}}}
	}
	if amount == 0 {
		return nil
	}
	up, down := a.Upstream, a.Down
	if p.Treasury {
		down = []Party{{ID: a.Superior}}
	}
	payers, payees := down, up
	if amount < 0 {
		amount, payers, payees = -amount, up, down
	}
	source := ""
	if k := slices.IndexFunc(records, func(r Record) bool { return r.Period() == x.Period }); k >= 0 {
		source = records[k].Source
	}
	paid, err := amount.Divide(shares(payers, x.Indicator))
	if err != nil {
		return err
	}
	for i, payer := range payers {
		got, err := paid[i].Divide(shares(payees, x.Indicator))
		if err != nil {
			return err
		}
		for j, payee := range payees {
			if got[j] == 0 {
				continue
			}
			s.Lines = append(s.Lines, Line{
				Section: section, Period: x.Period, Indicator: x.Indicator, WhatZH: x.What.ZH, WhatEN: x.What.EN, Measured: x.Measured, Target: x.Target,
				Quantity: x.Quantity, Unit: x.Unit, Rate: x.Rate, Capped: x.Capped, Payer: payer.ID, Payee: payee.ID, Amount: got[j], Source: source,
			})
		}
	}
	return nil
}

// balances nets the lines by party, in order of name.
func balances(lines []Line) []Balance {
	net := map[string]Money{}
	for _, l := range lines {
		net[l.Payer] -= l.Amount
		net[l.Payee] += l.Amount
	}
	out := make([]Balance, 0, len(net))
	for party, m := range net {
		out = append(out, Balance{party, m})
	}
	slices.SortFunc(out, func(x, y Balance) int { return cmp.Compare(x.Party, y.Party) })
	return out
}

// Matrix is what each party owes each other, over all lines.
func Matrix(lines []Line) map[string]map[string]Money {
	out := map[string]map[string]Money{}
	for _, l := range lines {
		if out[l.Payer] == nil {
			out[l.Payer] = map[string]Money{}
		}
		out[l.Payer][l.Payee] += l.Amount
	}
	return out
}
