package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// LedgerEntry is one amount in the ledger of a basin. It never changes.
type LedgerEntry struct {
	ID          string    `json:"id"`
	BasinID     string    `json:"basin_id"`
	StatementID string    `json:"statement_id,omitempty"` // that it follows from
	Code        string    `json:"agreement"`              // the agreement's own id
	Kind        string    `json:"kind"`                   // settlement, adjustment, prepayment, payment
	Section     string    `json:"section,omitempty"`
	Period      string    `json:"period,omitempty"`
	Date        string    `json:"date"`
	Payer       string    `json:"payer"`
	Payee       string    `json:"payee"`
	Amount      int64     `json:"amount_fen"` // [分], above 0
	Note        string    `json:"note,omitempty"`
	Created     time.Time `json:"created"`
	CreatedBy   string    `json:"created_by"`
}

const ledgerColumns = `id, basin_id, statement_id, code, kind, section, period, date, payer, payee, amount, note, created, created_by`

func scanLedgerEntry(r scanner) (LedgerEntry, error) {
	var e LedgerEntry
	var statement sql.NullString
	err := r.Scan(&e.ID, &e.BasinID, &statement, &e.Code, &e.Kind, &e.Section, &e.Period, &e.Date, &e.Payer, &e.Payee, &e.Amount, &e.Note, timeColumn{&e.Created}, &e.CreatedBy)
	e.StatementID = statement.String
	return e, err
}

// addEntry stores an entry; the caller records it.
func (db *DB) addEntry(ctx context.Context, tx *sql.Tx, who Actor, e LedgerEntry, now time.Time) (LedgerEntry, error) {
	e.ID, e.Created, e.CreatedBy = db.ids.next(now), now, author(who)
	if e.Amount <= 0 || e.Payer == "" || e.Payee == "" || e.Payer == e.Payee {
		return e, fmt.Errorf("%w: an entry of %d 分 from %q to %q", ErrInvalid, e.Amount, e.Payer, e.Payee)
	}
	_, err := changed(ctx, tx, `INSERT INTO ledger_entries (`+ledgerColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		e.ID, e.BasinID, textOrNull(e.StatementID), e.Code, e.Kind, e.Section, e.Period, e.Date, e.Payer, e.Payee, e.Amount, e.Note, e.Created, e.CreatedBy)
	return e, err
}

// AddPayment stores an entry that follows from no statement; ID and the times
// are set here. The error wraps ErrNotFound when the basin is absent.
func (db *DB) AddPayment(ctx context.Context, who Actor, e LedgerEntry) (LedgerEntry, error) {
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := basinVersion(ctx, tx, e.BasinID, 0); err != nil {
			return of("basin", e.BasinID, err)
		}
		var err error
		if e, err = db.addEntry(ctx, tx, who, e, stamp(db.now())); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionCreate, "payment", e.ID, nil, e)
	})
	return e, of("payment", e.ID, err)
}

// LedgerFilter selects entries of a basin; an empty field selects all.
type LedgerFilter struct {
	BasinID string // required
	Code    string
	Party   string // payer or payee
}

// Ledger returns the entries of a basin in the order of their date, then of
// their making; the error wraps ErrInvalid when there are more than most.
func (db *DB) Ledger(ctx context.Context, f LedgerFilter, most int) ([]LedgerEntry, error) {
	var w where
	w.add("basin_id = ?", f.BasinID)
	w.equal("code", f.Code)
	if f.Party != "" {
		w.add("(payer = ? OR payee = ?)", f.Party, f.Party)
	}
	got, err := rows(ctx, db.read, scanLedgerEntry, `SELECT `+ledgerColumns+` FROM ledger_entries`+w.sql()+fmt.Sprintf(` ORDER BY date, id LIMIT %d`, most+1), w.args...)
	if err == nil && len(got) > most {
		err = fmt.Errorf("%w: more than %d entries; ask for one agreement or party", ErrInvalid, most)
	}
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	return got, nil
}
