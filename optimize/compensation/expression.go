package compensation

import (
	"cmp"
	"math"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"fenhu/network"
)

// expressionRule pays what the formulas of the agreement come to. A formula is
// not applied to a record that lacks one of the variables it uses: nothing is
// guessed.
func expressionRule() Rule {
	return Rule{
		ID: "expression", Title: network.Text{ZH: "自定义算式", EN: "formulas of the agreement"}, Open: true,
		settle: func(t *terms, records []Record) (items []Item) {
			year := annual(records)
			for k := range t.formulas {
				f := &t.formulas[k]
				switch f.Each {
				case eachYear:
					if year != nil {
						items = f.apply(items, t, year, nil)
					}
				case eachIndicator:
					t.readings(records, func(r *Record, x *Reading) { items = f.apply(items, t, r, x) })
				default:
					for i := range records {
						if r := &records[i]; r.Judged() && r.Month > 0 {
							items = f.apply(items, t, r, nil)
						}
					}
				}
			}
			return items
		},
	}
}

// apply adds what a formula comes to for a record, and in it for a reading.
func (f *compiled) apply(items []Item, t *terms, r *Record, x *Reading) []Item {
	env := make(map[string]any, len(t.values)+len(f.uses))
	for key, v := range t.values {
		env[key] = v[0]
	}
	for _, v := range f.uses {
		value, ok := v.of(r, x)
		if !ok {
			return items
		}
		env[v.Name] = value
	}
	if f.when != nil {
		if yes, ok := run(f.when, env).(bool); !ok || !yes {
			return items
		}
	}
	amount, ok := run(f.amount, env).(float64)
	if !ok {
		amount = math.NaN() // refused with the period it came from
	}
	if amount == 0 {
		return items
	}
	item := Item{Period: r.Period(), Part: f.Part, What: network.Text{ZH: cmp.Or(f.NameZH, f.NameEN), EN: cmp.Or(f.NameEN, f.NameZH)}, Quantity: 1, Unit: "-", Rate: amount, Amount: amount}
	if item.Part == "" {
		item.Part = Base
	}
	if x != nil {
		item.Indicator, item.Measured, item.Target = x.Indicator, x.Value, x.Target
	}
	return append(items, item)
}

func run(p *vm.Program, env map[string]any) any {
	v, err := expr.Run(p, env)
	if err != nil {
		return nil
	}
	return v
}
