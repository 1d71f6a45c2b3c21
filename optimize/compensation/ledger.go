package compensation

import (
	"cmp"
	"fmt"
	"slices"

	"fenhu/network"
)

// EntryKind is what an entry of a ledger is for.
type EntryKind string

// The kinds of entries. A settlement and an adjustment make a debt, a
// prepayment and a payment reduce it.
const (
	Settlement EntryKind = "settlement" // 结算
	Adjustment EntryKind = "adjustment" // 调整: what a later statement of the same period differs by
	Prepayment EntryKind = "prepayment" // 预付
	Payment    EntryKind = "payment"    // 支付
)

// EntryKinds are all kinds in order.
func EntryKinds() []EntryKind { return []EntryKind{Settlement, Adjustment, Prepayment, Payment} }

// Entry is one amount in a ledger. It never changes; what was wrong is put
// right by another entry.
type Entry struct {
	Agreement string    `json:"agreement"`
	Kind      EntryKind `json:"kind"`
	Section   string    `json:"section,omitempty"`
	Period    string    `json:"period,omitempty"` // that it is about
	Date      string    `json:"date"`             // of the entry, 2026-03-01
	Payer     string    `json:"payer"`
	Payee     string    `json:"payee"`
	Amount    Money     `json:"amount"` // above 0
	Note      string    `json:"note,omitempty"`
}

// Post returns the entries by which a statement changes what was posted before
// for its agreement: for each section, period and pair of parties the difference
// of what is owed now and what the entries so far come to. A statement of a period
// that nothing was posted for gives settlements; a later one of the same period,
// or of the year that holds it, gives adjustments, and none where nothing changed.
func Post(s *Statement, posted []Entry, date string) []Entry {
	period, _ := ParsePeriod(s.Period)
	type key struct{ section, period, a, b string }
	owed := map[key]Money{} // what b receives from a, a before b
	before := map[[2]string]bool{}
	put := func(section, of, payer, payee string, m Money) {
		k := key{section, of, payer, payee}
		if payer > payee {
			k.a, k.b, m = payee, payer, -m
		}
		owed[k] += m
	}
	for _, e := range posted {
		if e.Agreement == s.Agreement && (e.Kind == Settlement || e.Kind == Adjustment) && period.Holds(e.Period) {
			put(e.Section, e.Period, e.Payer, e.Payee, -e.Amount)
			before[[2]string{e.Section, e.Period}] = true
		}
	}
	for _, l := range s.Lines {
		if l.Mode == Cash {
			put(l.Section, l.Period, l.Payer, l.Payee, l.Amount)
		}
	}
	var out []Entry
	for k, m := range owed {
		if m == 0 {
			continue
		}
		e := Entry{Agreement: s.Agreement, Kind: Settlement, Section: k.section, Period: k.period, Date: date, Payer: k.a, Payee: k.b, Amount: m}
		if m < 0 {
			e.Payer, e.Payee, e.Amount = k.b, k.a, -m
		}
		if before[[2]string{k.section, k.period}] {
			e.Kind = Adjustment
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(x, y Entry) int {
		return cmp.Or(cmp.Compare(inTime(x.Period), inTime(y.Period)), cmp.Compare(x.Section, y.Section), cmp.Compare(x.Payer, y.Payer), cmp.Compare(x.Payee, y.Payee))
	})
	return out
}

// Account is what became of a party over an interval.
type Account struct {
	Party      string `json:"party"`
	Opening    Money  `json:"opening"`    // > 0: others owe it
	Receivable Money  `json:"receivable"` // new claims
	Payable    Money  `json:"payable"`    // new debts
	Received   Money  `json:"received"`
	Paid       Money  `json:"paid"`
	Closing    Money  `json:"closing"` // opening + receivable − payable − received + paid
}

// Book is a ledger over an interval of dates. The accounts sum to zero, at the
// opening and at the closing.
type Book struct {
	From     string    `json:"from"` // first date
	To       string    `json:"to"`   // last date
	Accounts []Account `json:"accounts"`
	Open     []Owed    `json:"open"` // what is owed at the end, net by pair
}

// Books are the books of entries by the year or by the month of their date, in
// order of time, each opening with what the one before closed with.
func Books(entries []Entry, byMonth bool) []Book {
	width := len("2026")
	if byMonth {
		width = len("2026-03")
	}
	sorted := slices.Clone(entries)
	slices.SortStableFunc(sorted, func(a, b Entry) int { return cmp.Compare(a.Date, b.Date) })
	closing := map[string]Money{}
	open := map[[2]string]Money{}
	books := []Book{}
	for from := 0; from < len(sorted); {
		name, to := sorted[from].Date[:width], from
		accounts := map[string]*Account{}
		of := func(party string) *Account {
			if accounts[party] == nil {
				accounts[party] = &Account{Party: party, Opening: closing[party]}
			}
			return accounts[party]
		}
		for party := range closing {
			of(party)
		}
		for ; to < len(sorted) && sorted[to].Date[:width] == name; to++ {
			e := &sorted[to]
			sign := Money(1)
			if e.Kind == Prepayment || e.Kind == Payment {
				of(e.Payer).Paid += e.Amount
				of(e.Payee).Received += e.Amount
				sign = -1
			} else {
				of(e.Payer).Payable += e.Amount
				of(e.Payee).Receivable += e.Amount
			}
			if e.Payer < e.Payee {
				open[[2]string{e.Payer, e.Payee}] += sign * e.Amount
			} else {
				open[[2]string{e.Payee, e.Payer}] -= sign * e.Amount
			}
		}
		p, _ := ParsePeriod(name)
		b := Book{From: name + "-01", To: fmt.Sprintf("%s-%02d", name, p.Days()), Open: []Owed{}}
		if !byMonth {
			b.From, b.To = name+"-01-01", name+"-12-31"
		}
		for _, a := range accounts {
			a.Closing = a.Opening + a.Receivable - a.Payable - a.Received + a.Paid
			closing[a.Party] = a.Closing
			b.Accounts = append(b.Accounts, *a)
		}
		slices.SortFunc(b.Accounts, func(x, y Account) int { return cmp.Compare(x.Party, y.Party) })
		for pair, m := range open {
			switch {
			case m > 0:
				b.Open = append(b.Open, Owed{pair[0], pair[1], m})
			case m < 0:
				b.Open = append(b.Open, Owed{pair[1], pair[0], -m})
			}
		}
		slices.SortFunc(b.Open, func(x, y Owed) int { return cmp.Or(cmp.Compare(x.Payer, y.Payer), cmp.Compare(x.Payee, y.Payee)) })
		books, from = append(books, b), to
	}
	return books
}

// Check returns what is wrong with an entry of a payment.
func (e *Entry) Check() network.Faults {
	var wrong network.Faults
	if e.Kind != Prepayment && e.Kind != Payment {
		wrong = append(wrong, said("kind", "只能记 prepayment 预付或 payment 支付，不能是 %q", "must be prepayment or payment, not %q", string(e.Kind)))
	}
	if e.Amount <= 0 || e.Amount > mostWan*Wan {
		wrong = append(wrong, said("amount", "金额 %s 元须大于 0 且不超过 %g 万元", "the amount %s 元 must be above 0 and at most %g 万元", e.Amount, float64(mostWan)))
	}
	if e.Payer == "" {
		wrong = append(wrong, said("payer", "没有付款方", "has no payer"))
	}
	if e.Payee == "" || e.Payee == e.Payer {
		wrong = append(wrong, said("payee", "收款方为空或与付款方相同", "has no payee, or the payer is the payee"))
	}
	if !isDate(e.Date) {
		wrong = append(wrong, said("date", "日期 %q 应为 2026-03-01", "the date %q is not like 2026-03-01", e.Date))
	}
	return wrong
}
