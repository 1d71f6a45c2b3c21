package transfer

import (
	"fenhu/optimize/compensation"
)

// bounds places the unit value.
func (t *Terms) bounds(p *Project, net float64) {
	b := &p.Bounds
	b.By, b.Grade = t.Upper, max(t.Weight.Grade, t.Unpaid.Grade, t.Bonus.Grade)
	for i := range t.Incomes {
		if x := &t.Incomes[i]; x.Project == "" || x.Project == p.ID {
			b.Income += max(0, x.OpportunityCost()) / p.Volume
			b.Grade = max(b.Grade, x.Grade)
		}
	}
	b.Replacement = Replacement(t.Loads, 1)
	for _, l := range t.Loads {
		b.Grade = max(b.Grade, l.Grade)
	}
	b.Lower = max(b.Income, b.Replacement)
	for _, x := range t.Alternatives {
		if x.Project != p.ID && (b.Alternative == 0 || x.Cost < b.Alternative) {
			b.Alternative, b.Cheapest = x.Cost, x.NameEN
		}
	}
	b.Dual, b.Benefit = max(0, net)/p.Trace.Entered, p.Game.All/p.Volume
	if b.By == ByAlternative && b.Alternative == 0 {
		b.By = ByBenefit
	}
	switch b.By {
	case ByAlternative:
		b.Upper = b.Alternative
	case ByDual:
		b.Upper = b.Dual
	case ByBenefit:
		b.Upper = b.Benefit
	}
	if b.Crossed = b.Upper < b.Lower; b.Crossed {
		b.Upper = b.Lower
	}
	b.Value = b.Lower + t.Weight.Value*(b.Upper-b.Lower)
	if t.UnitValue != nil {
		b.Value = min(b.Upper, max(b.Lower, t.UnitValue.Value))
	}
	p.Unpaid = t.Unpaid.Value
	if t.Paid != nil {
		p.Unpaid = 0
		if b.Value > 0 {
			p.Unpaid = max(0, 1-t.Paid.Value/b.Value)
		}
	}
}

// charge is what the recipients owe together: the sum of monthly amounts that
// are rounded once each, and what lifts it to what users at the source lose.
func (s *Study) charge(p *Project) error {
	for _, x := range s.monthly(p) {
		m, err := compensation.FromWan(x.amount)
		if err != nil {
			return err
		}
		p.Base += m
	}
	loss, err := compensation.FromWan(max(p.LossByDual, p.LossByResult))
	if err != nil {
		return err
	}
	p.Passed, p.Charge = p.Base >= loss, p.Base
	if !p.Passed && s.Terms.Raise {
		p.Raised, p.Charge = true, loss
	}
	return nil
}

func version(t *Terms) string { return "XFER@" + digest(t) }
