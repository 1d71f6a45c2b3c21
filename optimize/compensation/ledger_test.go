package compensation

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The months of January to September 2010 that the press printed (RULES EC-02a)
// [万元]: what cities paid the province, and what it paid them.
func TestTheLedgerOfShanxi2010(t *testing.T) {
	t.Parallel()
	deducted := map[string]Money{"太原": 2640, "大同": 351, "朔州": 680, "忻州": 60, "吕梁": 10288, "晋中": 2125, "临汾": 961, "运城": 132}
	rewarded := map[string]Money{"大同": 2400, "忻州": 1400, "吕梁": 650, "晋中": 150, "临汾": 300, "运城": 200, "长治": 1600, "晋城": 500}
	var entries []Entry
	for city, m := range deducted {
		entries = append(entries, Entry{Kind: Settlement, Date: "2010-10-01", Payer: city, Payee: "省", Amount: m * Wan})
	}
	for city, m := range rewarded {
		entries = append(entries, Entry{Kind: Settlement, Date: "2010-10-01", Payer: "省", Payee: city, Amount: m * Wan})
	}
	books := Books(entries, false)
	if len(books) != 1 {
		t.Fatalf("%d books, want one", len(books))
	}
	for _, a := range books[0].Accounts {
		want := Account{Party: a.Party, Receivable: rewarded[a.Party] * Wan, Payable: deducted[a.Party] * Wan, Closing: (rewarded[a.Party] - deducted[a.Party]) * Wan}
		if a.Party == "省" {
			want = Account{Party: "省", Receivable: 17237 * Wan, Payable: 7200 * Wan, Closing: 10037 * Wan}
		}
		if d := cmp.Diff(want, a); d != "" {
			t.Error(d)
		}
	}
}

func settle(t *testing.T, a *Agreement, p Period, records []Record) *Statement {
	t.Helper()
	s, err := Settle(a, p, records)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// owed nets entries by party.
func owed(entries []Entry) map[string]Money {
	out := map[string]Money{}
	for _, e := range entries {
		out[e.Payer] -= e.Amount
		out[e.Payee] += e.Amount
	}
	for party, m := range out {
		if m == 0 {
			delete(out, party)
		}
	}
	return out
}

func nets(s *Statement) map[string]Money {
	out := map[string]Money{}
	for _, b := range s.Balances {
		if b.Net != 0 {
			out[b.Party] = b.Net
		}
	}
	return out
}

// Twelve months and then the year, the year at once, and any order of statements
// with corrected data in between come to the same.
func TestTheLedgerEndsWithTheLastStatementHoweverItGotThere(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	for _, p := range Presets() {
		a := agreement(p.ID)
		a.Caps = Caps{Month: 120, Year: 500}
		a.Upstream = []Party{{ID: "u1", Share: 0.3}, {ID: "u2", Share: 0.7}}
		first, second := random(r), random(r)
		var posted []Entry
		for m := range 12 {
			s := settle(t, a, Period{2025, m + 1}, first)
			for _, l := range s.Lines {
				if l.Period != s.Period {
					t.Fatalf("%s: a line of %s in the statement of %s", p.ID, l.Period, s.Period)
				}
			}
			posted = append(posted, Post(s, posted, "2025-12-31")...)
		}
		year := settle(t, a, Period{Year: 2025}, first)
		more := Post(year, posted, "2026-01-31")
		for _, e := range more {
			if e.Kind != Settlement || e.Period != "2025" {
				t.Errorf("%s: the year changes what its months posted: %+v", p.ID, e)
			}
		}
		posted = append(posted, more...)
		if d := cmp.Diff(nets(year), owed(posted)); d != "" {
			t.Errorf("%s: %s", p.ID, d)
		}
		if again := Post(year, posted, "2026-02-28"); len(again) != 0 {
			t.Errorf("%s: the same statement again posts %v", p.ID, again)
		}
		corrected := settle(t, a, Period{Year: 2025}, second)
		posted = append(posted, Post(corrected, posted, "2026-03-31")...)
		if d := cmp.Diff(nets(corrected), owed(posted)); d != "" {
			t.Errorf("%s: after a correction: %s", p.ID, d)
		}
		for _, byMonth := range []bool{false, true} {
			last := map[string]Money{}
			for _, b := range Books(posted, byMonth) {
				opening, closing := Money(0), Money(0)
				for _, x := range b.Accounts {
					opening, closing = opening+x.Opening, closing+x.Closing
					if x.Opening != last[x.Party] {
						t.Errorf("%s: %s opens with %s after %s", p.ID, x.Party, x.Opening, last[x.Party])
					}
					last[x.Party] = x.Closing
				}
				if opening != 0 || closing != 0 {
					t.Errorf("%s: a book from %s to %s", p.ID, opening, closing)
				}
			}
		}
	}
}

// Prepaid 150, settled 89.95 the year after, 60.05 paid back: nothing is left (RULES EC-19, no. 11).
func TestAPrepaymentIsClearedTheNextYear(t *testing.T) {
	t.Parallel()
	fen := month(7)
	fen.Target, fen.Class, fen.Flow, fen.EcoFlow, fen.Volume, fen.Baseline = 3, 2, 4.10, 3.00, 1099, 900
	entries := []Entry{{Agreement: "test", Kind: Prepayment, Date: "2025-03-01", Payer: "down", Payee: "up", Amount: 150 * Wan}}
	entries = append(entries, Post(settle(t, agreement("FEN-T"), Period{Year: 2025}, []Record{fen}), entries, "2026-03-01")...)
	books := Books(entries, false)
	want := []Book{
		{"2025-01-01", "2025-12-31", []Account{{Party: "down", Paid: 150 * Wan, Closing: 150 * Wan}, {Party: "up", Received: 150 * Wan, Closing: -150 * Wan}}, []Owed{{"up", "down", 150 * Wan}}},
		{"2026-01-01", "2026-12-31", []Account{
			{Party: "down", Opening: 150 * Wan, Payable: 89_950_000, Closing: 60_050_000},
			{Party: "up", Opening: -150 * Wan, Receivable: 89_950_000, Closing: -60_050_000},
		}, []Owed{{"up", "down", 60_050_000}}},
	}
	if d := cmp.Diff(want, books); d != "" {
		t.Error(d)
	}
	entries = append(entries, Entry{Kind: Payment, Date: "2026-03-10", Payer: "up", Payee: "down", Amount: 60_050_000})
	if books = Books(entries, true); len(books) != 2 || len(books[1].Open) != 0 {
		t.Errorf("books %+v, want nothing open", books)
	}
	if got := books[1].To; got != "2026-03-31" {
		t.Errorf("March ends on %s", got)
	}
}

func TestFaultsOfPayments(t *testing.T) {
	t.Parallel()
	e := Entry{Kind: Settlement, Amount: -1, Payer: "a", Payee: "a", Date: "soon"}
	var paths []string
	for _, f := range e.Check() {
		paths = append(paths, f.Path)
	}
	if got := strings.Join(paths, " "); got != "kind amount payee date" {
		t.Errorf("faults at %s", got)
	}
}

func TestCapsHoldByMonthAndYear(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	for _, p := range Presets() {
		a := agreement(p.ID)
		a.Caps = Caps{Month: 35, Year: 80}
		for range 20 {
			months := map[string]Money{}
			sum := Money(0)
			for _, l := range settle(t, a, Period{Year: 2025}, random(r)).Lines {
				m := l.Amount
				if l.Payer == "up" {
					m = -m
				}
				sum += m
				if l.Section != "" && len(l.Period) > 4 {
					months[l.Period] += m
				}
			}
			for period, m := range months {
				if m > 35*Wan || m < -35*Wan {
					t.Errorf("%s: %s in %s, above the cap", p.ID, m, period)
				}
			}
			if sum > 80*Wan || sum < -80*Wan {
				t.Errorf("%s: %s in the year, above the cap", p.ID, sum)
			}
		}
	}
}

func TestAnAccidentTakesAllThatWouldBeReceived(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 10))
	for _, p := range Presets() {
		records := random(r)
		for k := range records {
			records[k].Accident = true
		}
		for _, l := range settle(t, agreement(p.ID), Period{Year: 2025}, records).Lines {
			if l.Payee == "up" {
				t.Errorf("%s: %s is received in %s in spite of an accident", p.ID, l.Amount, l.Period)
			}
		}
	}
}
