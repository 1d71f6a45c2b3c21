package compensation

import (
	"cmp"
	"slices"
)

// Difference is what two settlements of a period differ by.
type Difference struct {
	Parties []Moved `json:"parties"` // all parties of either
	Changes []Moved `json:"changes"` // what moved, by section, period and party
	Same    bool    `json:"same"`    // every amount is the same
}

// Moved is what a party received less what it paid, before and after.
type Moved struct {
	Section string `json:"section,omitempty"`
	Period  string `json:"period,omitempty"`
	Party   string `json:"party"`
	Before  Money  `json:"before"`
	After   Money  `json:"after"`
	Change  Money  `json:"change"`
}

// Differ compares two statements. What parties gain and lose sums to zero.
func Differ(before, after *Statement) Difference {
	d := Difference{Parties: moved(before, after, func(l *Line, party string) Moved { return Moved{Party: party} })}
	d.Changes = slices.DeleteFunc(
		moved(before, after, func(l *Line, party string) Moved { return Moved{Section: l.Section, Period: l.Period, Party: party} }),
		func(m Moved) bool { return m.Change == 0 })
	d.Same = len(d.Changes) == 0
	return d
}

func moved(before, after *Statement, key func(l *Line, party string) Moved) []Moved {
	sums := map[Moved][2]Money{}
	for k, s := range []*Statement{before, after} {
		for i := range s.Lines {
			l := &s.Lines[i]
			for party, m := range map[string]Money{l.Payer: -l.Amount, l.Payee: l.Amount} {
				sum := sums[key(l, party)]
				sum[k] += m
				sums[key(l, party)] = sum
			}
		}
	}
	out := make([]Moved, 0, len(sums))
	for m, sum := range sums {
		m.Before, m.After, m.Change = sum[0], sum[1], sum[1]-sum[0]
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b Moved) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(inTime(a.Period), inTime(b.Period)), cmp.Compare(a.Party, b.Party))
	})
	return out
}
