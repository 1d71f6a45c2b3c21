package store_test

import (
	"encoding/json"
	"errors"
	"strings"
	"sync"
	"testing"

	"fenhu/api/store"
)

var approver = store.Actor{UserID: "u2", Name: "wang"}

func agreement(body string) store.AgreementVersion {
	return store.AgreementVersion{BasinID: "b", Code: "fen-1", Preset: "FEN-T", FirstYear: 2024, LastYear: 2026, Body: json.RawMessage(body)}
}

func TestAgreementsKeepTheirVersions(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, one := t.Context(), must[store.AgreementVersion](t)
		first := one(db.CreateAgreement(ctx, engineer, agreement(`{"a":1}`)))
		if _, err := db.CreateAgreement(ctx, engineer, agreement(`{"a":1}`)); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a second one of the code: %v", err)
		}
		next := agreement(`{"a":2}`)
		next.ID = first.ID
		if second := one(db.AddAgreementVersion(ctx, engineer, 1, next)); second.Version != 2 || second.BasinID != "b" {
			t.Errorf("%+v", second)
		}
		if again := one(db.AddAgreementVersion(ctx, engineer, 2, next)); again.Version != 2 {
			t.Errorf("an equal body made version %d", again.Version)
		}
		if _, err := db.AddAgreementVersion(ctx, engineer, 1, next); !errors.Is(err, store.ErrConflict) {
			t.Errorf("a change of an old version: %v", err)
		}
		next.Code = "other"
		if _, err := db.AddAgreementVersion(ctx, engineer, 0, next); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("another code: %v", err)
		}
		for version, want := range map[int]string{1: `{"a":1}`, 2: `{"a":2}`, 0: `{"a":2}`} {
			if got := one(db.Agreement(ctx, first.ID, version)); string(got.Body) != want {
				t.Errorf("version %d: %s", version, got.Body)
			}
		}
		if l := must[[]store.AgreementVersion](t)(db.AgreementVersions(ctx, first.ID)); len(l) != 2 || l[0].Version != 2 {
			t.Errorf("versions %+v", l)
		}
		if l := must[store.List[store.AgreementVersion]](t)(db.Agreements(ctx, store.SeeAll(), "b", store.Page{})); len(l.Items) != 1 || l.Items[0].Version != 2 {
			t.Errorf("list %+v", l)
		}
	})
}

func TestBuiltInAgreementsFollowTheProgramUntilSomebodyChangesThem(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx := t.Context()
		for i, step := range []struct {
			body string
			by   *store.Actor
			want bool
		}{{"1", nil, true}, {"1", nil, false}, {"2", nil, true}, {"3", &store.Actor{Name: "cli"}, true}, {"4", nil, false}} {
			if step.by != nil {
				was := must[store.AgreementVersion](t)(db.AgreementByCode(ctx, "b", "fen-1"))
				mine := agreement(step.body)
				mine.ID = was.ID
				must[store.AgreementVersion](t)(db.AddAgreementVersion(ctx, *step.by, 0, mine))
				continue
			}
			if got := must[bool](t)(db.EnsureAgreement(ctx, agreement(step.body))); got != step.want {
				t.Errorf("step %d: changed %v, want %v", i, got, step.want)
			}
		}
		if got := must[store.AgreementVersion](t)(db.AgreementByCode(ctx, "b", "fen-1")); string(got.Body) != "3" {
			t.Errorf("body %s", got.Body)
		}
		if err := db.DeleteBasin(ctx, engineer, "b"); err != nil {
			t.Errorf("a basin with agreements alone: %v", err)
		}
	})
}

// postTo posts so much that the ledger comes to an amount from a to b.
func postTo(want int64) func(store.StatementRecord, []store.LedgerEntry) ([]store.LedgerEntry, error) {
	return func(s store.StatementRecord, posted []store.LedgerEntry) ([]store.LedgerEntry, error) {
		sum := int64(0)
		for _, e := range posted {
			sum += e.Amount
		}
		if sum >= want {
			return nil, nil
		}
		return []store.LedgerEntry{{Code: s.Code, Kind: "settlement", Period: s.Period, Date: "2026-03-01", Payer: "a", Payee: "b", Amount: want - sum}}, nil
	}
}

func TestStatementsNeverChangeAndAreDecidedOnOnce(t *testing.T) {
	each(t, func(t *testing.T, db *store.DB) {
		ctx, one := t.Context(), must[store.StatementRecord](t)
		a := must[store.AgreementVersion](t)(db.CreateAgreement(ctx, engineer, agreement(`{}`)))
		draw := func(who store.Actor, body string) store.StatementRecord {
			t.Helper()
			return one(db.CreateStatement(ctx, who, store.StatementRecord{
				BasinID: "b", AgreementID: a.ID, AgreementVersion: 1, Code: a.Code, Kind: "section", Period: "2025", Preset: "FEN-T", Total: 100, Lines: 1, Body: json.RawMessage(body),
			}))
		}
		s := draw(engineer, `{"total":"1.00"}`)
		if got := one(db.Statement(ctx, s.ID)); string(got.Body) != `{"total":"1.00"}` || got.Status != store.StatementDrawn || got.Hash != s.Hash || got.DrawnBy != "li" || got.Decision != nil {
			t.Errorf("statement %+v", got)
		}
		if _, err := db.DecideStatement(ctx, engineer, s.ID, store.StatementConfirmed, "", postTo(100)); !errors.Is(err, store.ErrConflict) || !strings.Contains(err.Error(), "somebody else") {
			t.Errorf("confirmed by who drew it up: %v", err)
		}
		boom := errors.New("boom")
		if _, err := db.DecideStatement(ctx, approver, s.ID, store.StatementConfirmed, "", func(store.StatementRecord, []store.LedgerEntry) ([]store.LedgerEntry, error) { return nil, boom }); !errors.Is(err, boom) {
			t.Errorf("posting fails: %v", err)
		}
		if got := one(db.Statement(ctx, s.ID)); got.Status != store.StatementDrawn {
			t.Error("a decision whose posting failed is stored")
		}
		// Many decide at once: one is heard, and it is posted once.
		var wg sync.WaitGroup
		var mu sync.Mutex
		heard := 0
		for range 8 {
			wg.Go(func() {
				_, err := db.DecideStatement(ctx, approver, s.ID, store.StatementConfirmed, "ok", postTo(100))
				mu.Lock()
				defer mu.Unlock()
				switch {
				case err == nil:
					heard++
				case !errors.Is(err, store.ErrConflict):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if heard != 1 {
			t.Errorf("%d decisions were heard", heard)
		}
		rejected := draw(engineer, `{}`)
		if got := one(db.DecideStatement(ctx, approver, rejected.ID, store.StatementRejected, "no", nil)); got.Status != store.StatementRejected || got.Decision.Note != "no" || got.Decision.Name != "wang" {
			t.Errorf("rejected %+v", got)
		}
		must[store.LedgerEntry](t)(db.AddPayment(ctx, engineer, store.LedgerEntry{BasinID: "b", Code: a.Code, Kind: "payment", Date: "2025-12-31", Payer: "a", Payee: "c", Amount: 40}))
		if _, err := db.AddPayment(ctx, engineer, store.LedgerEntry{BasinID: "b", Kind: "payment", Date: "2025-12-31", Payer: "a", Payee: "a", Amount: 40}); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("a payment to oneself: %v", err)
		}
		entries := must[[]store.LedgerEntry](t)(db.Ledger(ctx, store.LedgerFilter{BasinID: "b"}, 10))
		if len(entries) != 2 || entries[0].Kind != "payment" || entries[1].Amount != 100 || entries[1].StatementID != s.ID {
			t.Errorf("ledger %+v", entries)
		}
		if got := must[[]store.LedgerEntry](t)(db.Ledger(ctx, store.LedgerFilter{BasinID: "b", Party: "c"}, 10)); len(got) != 1 {
			t.Errorf("%d entries of c", len(got))
		}
		if _, err := db.Ledger(ctx, store.LedgerFilter{BasinID: "b"}, 1); !errors.Is(err, store.ErrInvalid) {
			t.Errorf("too many entries: %v", err)
		}
		for status, want := range map[store.StatementStatus]int{"": 2, store.StatementConfirmed: 1, store.StatementRejected: 1, store.StatementDrawn: 0} {
			l := must[store.List[store.StatementRecord]](t)(db.Statements(ctx, store.SeeAll(), store.StatementFilter{BasinID: "b", Status: status}))
			if len(l.Items) != want {
				t.Errorf("%d statements %q, want %d", len(l.Items), status, want)
			}
		}
		page := must[store.List[store.StatementRecord]](t)(db.Statements(ctx, store.SeeAll(), store.StatementFilter{Page: store.Page{Limit: 1}, BasinID: "b"}))
		page = must[store.List[store.StatementRecord]](t)(db.Statements(ctx, store.SeeAll(), store.StatementFilter{Page: store.Page{Limit: 1, Cursor: page.Next}, BasinID: "b"}))
		if len(page.Items) != 1 || page.Items[0].ID != s.ID || page.Next != "" {
			t.Errorf("second page %+v", page)
		}
		if err := db.DeleteBasin(ctx, engineer, "b"); !errors.Is(err, store.ErrConflict) {
			t.Errorf("deleting a basin with statements: %v", err)
		}
		trail := must[store.List[store.Entry]](t)(db.Audit(ctx, store.AuditFilter{Object: "statement", ObjectID: s.ID}))
		if len(trail.Items) != 2 || trail.Items[0].Action != store.ActionConfirm || trail.Items[0].Actor.UserID != approver.UserID {
			t.Errorf("audit trail %+v", trail.Items)
		}
	})
}
