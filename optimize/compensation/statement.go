package compensation

import (
	"cmp"
	"slices"

	"fenhu/network/quality"
)

// Part is the column of the settlement table that an amount belongs to (RULES
// UN-08).
type Part string

// The parts.
const (
	Base      Part = "base"      // 基本补偿
	Change    Part = "change"    // 变化补偿
	ByVolume  Part = "volume"    // 水量补偿
	Deduction Part = "deduction" // 扣缴
	Reward    Part = "reward"    // 奖励
	ByCap     Part = "cap"       // 封顶调整
)

// Parts are all parts in the order of the table.
func Parts() []Part { return []Part{Base, Change, ByVolume, Deduction, Reward, ByCap} }

// Cash is the only mode of compensation that enters a ledger; aid, training and
// the like (条例 art. 2) are kept with the agreement.
const Cash = "cash"

// Line is one amount that one party owes another.
type Line struct {
	Section   string            `json:"section,omitempty"` // empty for what is about no single one
	Period    string            `json:"period"`            // 2025-07, or 2025
	Indicator quality.Indicator `json:"indicator,omitempty"`
	Part      Part              `json:"part"`
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
	Rule      string            `json:"rule"`   // the version of the rule, as RuleVersion
	Basis     string            `json:"basis"`  // the text that the rule is after
	Grade     string            `json:"grade"`  // of the figures
	Mode      string            `json:"mode"`   // cash
	Source    string            `json:"source,omitempty"`
	Cites     []Cite            `json:"cites,omitempty"`
}

// Cite names what an amount rests on: a revision of an observation, or the
// rows of a run.
type Cite struct {
	Kind     string `json:"kind"` // observation or run
	Node     string `json:"node"`
	Quantity string `json:"quantity"` // of an observation, or flow
	At       string `json:"at"`       // time of an observation, or the month of the run
	Revision int    `json:"revision,omitempty"`
	Run      string `json:"run,omitempty"` // id, or hash of the basin where it is not stored
}

// The kinds of what is cited.
const (
	CiteObservation = "observation"
	CiteRun         = "run"
)

// Skipped is a record that was not judged, or an amount that was not paid.
type Skipped struct {
	Section string `json:"section"`
	Period  string `json:"period"`
	State   State  `json:"state"`
}

// Statement is what is owed for a period. It never changes once it is made.
type Statement struct {
	Agreement   string    `json:"agreement"`
	Period      string    `json:"period"` // 2025, or 2025-07
	Year        int       `json:"year"`
	Preset      string    `json:"preset"`
	Rule        string    `json:"rule"`
	RuleVersion string    `json:"rule_version"`      // preset and the digest of all figures
	Valid       string    `json:"valid,omitempty"`   // years for which the preset was published
	Outside     bool      `json:"outside,omitempty"` // the period is not in them
	Cite        string    `json:"cite"`
	Grade       string    `json:"grade"`  // of the figures; C and D are configuration
	Figures     []Figure  `json:"params"` // all that were used
	Formulas    []Formula `json:"formulas,omitempty"`
	Lines       []Line    `json:"lines"`
	Upstream    []string  `json:"upstream,omitempty"`   // parties of the side that hands the water over
	Downstream  []string  `json:"downstream,omitempty"` // and of the other
	Records     []Record  `json:"records,omitempty"`    // that were settled; of a month also those of the year before it
	Terms       Agreement `json:"terms,omitzero"`       // the agreement as it was applied
	Skipped     []Skipped `json:"skipped,omitempty"`
	Balances    []Balance `json:"balances"`
	Matrix      []Owed    `json:"matrix"`
	Total       Money     `json:"total"` // of the lines
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

// Owed is what one party owes another over all lines.
type Owed struct {
	Payer  string `json:"payer"`
	Payee  string `json:"payee"`
	Amount Money  `json:"amount"`
}

// Owe adds the lines of an amount that the payers owe the payees: divided among
// the payers by their shares and then among the payees, so that the lines sum to
// it. An amount below zero is owed the other way round. The line gives what the
// lines have in common.
func (s *Statement) Owe(x Line, amount Money, payers, payees []Party) error {
	if amount == 0 {
		return nil
	}
	if amount < 0 {
		amount, payers, payees = -amount, payees, payers
	}
	paid, err := amount.Divide(shares(payers, x.Indicator))
	if err != nil {
		return err
	}
	for i, payer := range payers {
		if paid[i] == 0 {
			continue
		}
		got, err := paid[i].Divide(shares(payees, x.Indicator))
		if err != nil {
			return err
		}
		for j, payee := range payees {
			if got[j] == 0 || payer.ID == payee.ID {
				continue
			}
			x.Payer, x.Payee, x.Amount = payer.ID, payee.ID, got[j]
			if x.Mode == "" {
				x.Mode = Cash
			}
			s.Lines = append(s.Lines, x)
		}
	}
	return nil
}

// Signed is an amount as it is written: above zero where the upstream side
// receives it.
func (s *Statement) Signed(l *Line) Money {
	if slices.Contains(s.Upstream, l.Payer) {
		return -l.Amount
	}
	return l.Amount
}

// Cleared is what is left of a statement for a party after payments.
type Cleared struct {
	Party   string `json:"party"`
	Due     Money  `json:"due"`     // > 0: to receive
	Prepaid Money  `json:"prepaid"` // received before; < 0: paid
	Paid    Money  `json:"paid"`    // received since; < 0: paid
	Left    Money  `json:"left"`    // due − prepaid − paid
}

// Clear compares a statement with the payments of a ledger that are for its
// agreement and its period.
func Clear(s *Statement, entries []Entry) []Cleared {
	sums := map[string]*Cleared{}
	of := func(party string) *Cleared {
		if sums[party] == nil {
			sums[party] = &Cleared{Party: party}
		}
		return sums[party]
	}
	for _, b := range s.Balances {
		of(b.Party).Due = b.Net
	}
	period, _ := ParsePeriod(s.Period)
	for _, e := range entries {
		if e.Agreement != s.Agreement || !period.Holds(e.Period) {
			continue
		}
		switch e.Kind {
		case Prepayment:
			of(e.Payee).Prepaid += e.Amount
			of(e.Payer).Prepaid -= e.Amount
		case Payment:
			of(e.Payee).Paid += e.Amount
			of(e.Payer).Paid -= e.Amount
		case Settlement, Adjustment:
		}
	}
	out := make([]Cleared, 0, len(sums))
	for _, c := range sums {
		c.Left = c.Due - c.Prepaid - c.Paid
		out = append(out, *c)
	}
	slices.SortFunc(out, func(x, y Cleared) int { return cmp.Compare(x.Party, y.Party) })
	return out
}

// Close fills in what follows from the lines: balances, matrix and total.
func (s *Statement) Close() {
	if s.Lines == nil {
		s.Lines = []Line{}
	}
	s.Total = 0
	for _, l := range s.Lines {
		s.Total += l.Amount
	}
	s.Balances, s.Matrix = balances(s.Lines), Matrix(s.Lines)
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

// Matrix is what each party owes each other, over all lines, in order of payer
// and payee.
func Matrix(lines []Line) []Owed {
	sums := map[[2]string]Money{}
	for _, l := range lines {
		sums[[2]string{l.Payer, l.Payee}] += l.Amount
	}
	out := make([]Owed, 0, len(sums))
	for pair, m := range sums {
		out = append(out, Owed{pair[0], pair[1], m})
	}
	slices.SortFunc(out, func(x, y Owed) int { return cmp.Or(cmp.Compare(x.Payer, y.Payer), cmp.Compare(x.Payee, y.Payee)) })
	return out
}
