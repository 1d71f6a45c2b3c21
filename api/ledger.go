package api

import (
	"context"
	"net/http"
	"time"

	"fenhu/api/auth"
	"fenhu/api/export"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize/compensation"
)

// MostEntries is the most entries of a ledger that are read at once.
const MostEntries = 100_000

// LedgerQuery selects entries of the ledger of a basin.
type LedgerQuery struct {
	Basin     string `query:"basin" required:"true" maxLength:"100" doc:"basin id"`
	Agreement string `query:"agreement" maxLength:"100" doc:"the agreement's own id"`
	Party     string `query:"party" maxLength:"100" doc:"payer or payee"`
	By        string `query:"by" enum:"year,month" doc:"length of the books; absent = year"`
}

// LedgerLine is an entry of the ledger.
type LedgerLine struct {
	ID        string    `json:"id"`
	Statement string    `json:"statement,omitempty" doc:"id of the statement that it follows from"`
	Created   time.Time `json:"created"`
	CreatedBy string    `json:"created_by"`
	compensation.Entry
}

// LedgerView is a ledger: its entries, and the books with what parties opened
// and closed with.
type LedgerView struct {
	Entries []LedgerLine            `json:"entries"`
	Books   []compensation.Book     `json:"books"`
	Names   map[string]network.Text `json:"names" doc:"of sections and parties"`
}

func (s *Server) ledger(ctx context.Context, q *LedgerQuery) (*LedgerView, *network.Network, error) {
	stored, err := s.Store.Ledger(ctx, store.LedgerFilter{BasinID: q.Basin, Code: q.Agreement, Party: q.Party}, MostEntries)
	if err != nil {
		return nil, nil, err
	}
	n, err := basinNetwork(ctx, s.Store, q.Basin)
	if err != nil {
		return nil, nil, err
	}
	return ViewLedger(stored, n, q.By == "month"), n, nil
}

// ViewLedger makes the books of stored entries.
func ViewLedger(stored []store.LedgerEntry, n *network.Network, byMonth bool) *LedgerView {
	entries := LedgerEntries(stored)
	v := &LedgerView{Entries: make([]LedgerLine, len(stored)), Books: compensation.Books(entries, byMonth), Names: map[string]network.Text{}}
	of := PlaceNames(n)
	for i, e := range stored {
		v.Entries[i] = LedgerLine{ID: e.ID, Statement: e.StatementID, Created: e.Created, CreatedBy: e.CreatedBy, Entry: entries[i]}
		for _, id := range []string{e.Section, e.Payer, e.Payee} {
			if id != "" {
				v.Names[id] = of(id)
			}
		}
	}
	return v
}

func (s *Server) getLedger(ctx context.Context, in *LedgerQuery) (*Reply[LedgerView], error) {
	v, _, err := s.ledger(ctx, in)
	if err != nil {
		return nil, err
	}
	return reply(*v), nil
}

// LedgerFile is a request for a ledger as a file.
type LedgerFile struct {
	LedgerQuery
	File string       `path:"file" maxLength:"40" doc:"ledger.xlsx, ledger.csv, ledger.txt or ledger.json"`
	Lang network.Lang `query:"lang" enum:"zh,en" doc:"absent = that of the request"`
}

func (s *Server) getLedgerFile(ctx context.Context, in *LedgerFile) (*File, error) {
	v, n, err := s.ledger(ctx, &in.LedgerQuery)
	if err != nil {
		return nil, err
	}
	return s.tablesFile(ctx, "ledger", in.File, in.Lang, in.Basin+"-ledger", LedgerTables(v, n), v)
}

// LedgerTables are the books and the entries of a ledger as tables.
func LedgerTables(v *LedgerView, n *network.Network) []export.Table {
	entries := make([]compensation.Entry, len(v.Entries))
	for i := range v.Entries {
		entries[i] = v.Entries[i].Entry
	}
	return export.LedgerTables(v.Books, entries, PlaceNames(n))
}

// PaymentBody is a payment between parties.
type PaymentBody struct {
	Basin     string                 `json:"basin" minLength:"1" maxLength:"100" doc:"basin id"`
	Agreement string                 `json:"agreement" maxLength:"100" doc:"the agreement's own id"`
	Kind      compensation.EntryKind `json:"kind" enum:"payment,prepayment"`
	Period    string                 `json:"period,omitempty" maxLength:"10" doc:"that it is for; 2025 or 2025-07"`
	Date      string                 `json:"date" maxLength:"10" doc:"2026-03-01"`
	Payer     string                 `json:"payer" maxLength:"100"`
	Payee     string                 `json:"payee" maxLength:"100"`
	Amount    compensation.Money     `json:"amount" doc:"元 with at most two decimals"`
	Note      string                 `json:"note,omitempty" maxLength:"2000"`
}

func (s *Server) addPayment(ctx context.Context, in *With[PaymentBody]) (*Made[store.LedgerEntry], error) {
	b := in.Body
	if err := s.usable(ctx, b.Basin, auth.Engineer, noBasin(b.Basin)); err != nil {
		return nil, err
	}
	e := compensation.Entry{Agreement: b.Agreement, Kind: b.Kind, Period: b.Period, Date: b.Date, Payer: b.Payer, Payee: b.Payee, Amount: b.Amount, Note: b.Note}
	faults := e.Check()
	if _, ok := compensation.ParsePeriod(b.Period); b.Period != "" && !ok {
		faults = append(faults, wrong("period", "时段 %q 应为 2025-07 或 2025", "the period %q is not like 2025-07 or 2025", b.Period)...)
	}
	if _, err := s.Store.AgreementByCode(ctx, b.Basin, b.Agreement); b.Agreement != "" && isNotFound(err) {
		faults = append(faults, wrong("agreement", "流域没有协议 %q", "the basin has no agreement %q", b.Agreement)...)
	} else if err != nil && !isNotFound(err) {
		return nil, err
	}
	if len(faults) > 0 {
		return nil, underBody(faults)
	}
	x, err := s.Store.AddPayment(ctx, actor(ctx), store.LedgerEntry{
		BasinID: b.Basin, Code: e.Agreement, Kind: string(e.Kind), Period: e.Period, Date: e.Date, Payer: e.Payer, Payee: e.Payee, Amount: int64(e.Amount), Note: e.Note,
	})
	return &Made[store.LedgerEntry]{Status: http.StatusCreated, Location: Prefix + "/ledger?basin=" + b.Basin, Body: x}, err
}
