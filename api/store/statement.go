package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// StatementRecord is what is owed for a period as it was drawn up. It never changes;
// what was decided about it is kept beside it.
type StatementRecord struct {
	ID               string          `json:"id"`
	BasinID          string          `json:"basin_id"`
	AgreementID      string          `json:"agreement_id,omitempty"`
	AgreementVersion int             `json:"agreement_version,omitempty"`
	Code             string          `json:"code"` // the agreement's own id
	Kind             string          `json:"kind"` // section or transfer
	Period           string          `json:"period"`
	Preset           string          `json:"preset"`
	RuleVersion      string          `json:"rule_version"`
	Grade            string          `json:"grade"`
	RunID            string          `json:"run_id,omitempty"`
	Lines            int             `json:"lines"`
	Total            int64           `json:"total_fen"` // [分]
	Hash             string          `json:"hash"`      // SHA-256 of the body
	Note             string          `json:"note,omitempty"`
	Created          time.Time       `json:"created"`
	CreatedBy        string          `json:"created_by"`
	DrawnBy          string          `json:"drawn_by"` // name
	Status           StatementStatus `json:"status"`
	Decision         *Decision       `json:"decision,omitempty"`
	Body             json.RawMessage `json:"-"`
}

// StatementStatus is what became of a statement.
type StatementStatus string

// The statuses of statements.
const (
	StatementDrawn     StatementStatus = "drawn"
	StatementConfirmed StatementStatus = "confirmed"
	StatementRejected  StatementStatus = "rejected"
)

// Decision is what somebody else than who drew it up decided about a statement.
type Decision struct {
	Decision StatementStatus `json:"decision"`
	Note     string          `json:"note,omitempty"`
	At       time.Time       `json:"at"`
	UserID   string          `json:"user_id"`
	Name     string          `json:"name"`
}

// Actions on statements.
const (
	ActionConfirm Action = "confirm"
	ActionReject  Action = "reject"
)

const (
	statementColumns = `s.id, s.basin_id, s.agreement_id, s.agreement_version, s.code, s.kind, s.period, s.preset, s.rule_version, s.grade, s.run_id, s.lines, s.total, s.hash,
		s.note, s.created, s.created_by, s.drawn_by, d.decision, d.note, d.at, d.user_id, d.name`
	fromStatements = ` FROM statements s LEFT JOIN statement_decisions d ON d.statement_id = s.id`
)

func scanStatement(r scanner) (StatementRecord, error) { return scanStatementAnd(r) }

func scanStatementAnd(r scanner, more ...any) (StatementRecord, error) {
	s := StatementRecord{Status: StatementDrawn}
	var (
		agreement, decision, note, user, name sql.NullString
		at                                    time.Time
	)
	err := r.Scan(append([]any{
		&s.ID, &s.BasinID, &agreement, &s.AgreementVersion, &s.Code, &s.Kind, &s.Period, &s.Preset, &s.RuleVersion, &s.Grade, &s.RunID, &s.Lines, &s.Total, &s.Hash,
		&s.Note,
		timeColumn{&s.Created},
		&s.CreatedBy, &s.DrawnBy, &decision, &note,
		timeColumn{&at},
		&user, &name,
	}, more...)...)
	s.AgreementID = agreement.String
	if decision.Valid {
		s.Status = StatementStatus(decision.String)
		s.Decision = &Decision{Decision: s.Status, Note: note.String, At: at, UserID: user.String, Name: name.String}
	}
	return s, err
}

// CreateStatement stores a statement as drawn up; ID, Hash, Status and the
// times are set here. The error wraps ErrNotFound when the basin is absent.
func (db *DB) CreateStatement(ctx context.Context, who Actor, s StatementRecord) (StatementRecord, error) {
	now := stamp(db.now())
	s.ID, s.Hash, s.Status, s.Created, s.CreatedBy, s.DrawnBy = db.ids.next(now), digest(s.Body), StatementDrawn, now, author(who), who.Name
	body, err := compress(s.Body)
	if err != nil {
		return StatementRecord{}, err
	}
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := basinVersion(ctx, tx, s.BasinID, 0); err != nil {
			return of("basin", s.BasinID, err)
		}
		if _, err := changed(ctx, tx, `INSERT INTO statements (id, basin_id, agreement_id, agreement_version, code, kind, period, preset, rule_version, grade, run_id, lines, total, hash,
				note, created, created_by, drawn_by, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
			s.ID, s.BasinID, textOrNull(s.AgreementID), s.AgreementVersion, s.Code, s.Kind, s.Period, s.Preset, s.RuleVersion, s.Grade, s.RunID, s.Lines, s.Total, s.Hash,
			s.Note, s.Created, s.CreatedBy, s.DrawnBy, body); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionCreate, "statement", s.ID, nil, s)
	})
	return s, of("statement", s.ID, err)
}

// Statement returns a statement with its body, as it was drawn up. The error
// says so when the stored bytes are not those that were drawn up.
func (db *DB) Statement(ctx context.Context, id string) (StatementRecord, error) {
	s, err := statement(ctx, db.read, id)
	return s, of("statement", id, err)
}

func statement(ctx context.Context, q querier, id string) (StatementRecord, error) {
	var packed []byte
	s, err := scanStatementAnd(q.QueryRowContext(ctx, `SELECT `+statementColumns+`, s.body`+fromStatements+` WHERE s.id = $1`, id), &packed)
	if err != nil {
		return s, err
	}
	if s.Body, err = expand(packed); err == nil && digest(s.Body) != s.Hash {
		err = fmt.Errorf("its content is not what was drawn up: want hash %s", s.Hash)
	}
	return s, err
}

// StatementFilter selects statements; an empty field selects all.
type StatementFilter struct {
	Page
	BasinID     string
	AgreementID string
	Period      string
	Status      StatementStatus
}

// Statements lists statements that are seen, the newest first, without bodies.
func (db *DB) Statements(ctx context.Context, sight Sight, f StatementFilter) (List[StatementRecord], error) {
	var w where
	w.seen(sight, "s.basin_id")
	w.equal("s.basin_id", f.BasinID)
	w.equal("s.agreement_id", f.AgreementID)
	w.equal("s.period", f.Period)
	switch f.Status {
	case "":
	case StatementDrawn:
		w.add("d.decision IS NULL")
	default:
		w.equal("d.decision", string(f.Status))
	}
	if f.Cursor != "" {
		w.add("s.id < ?", f.Cursor)
	}
	got, err := rows(ctx, db.read, scanStatement, `SELECT `+statementColumns+fromStatements+w.sql()+fmt.Sprintf(` ORDER BY s.id DESC LIMIT %d`, f.limit()+1), w.args...)
	if err != nil {
		return List[StatementRecord]{}, fmt.Errorf("statements: %w", err)
	}
	return cut(got, f.limit(), func(s StatementRecord) string { return s.ID }), nil
}

// DecideStatement confirms or rejects a statement, once. Who drew it up may not
// confirm it: the error wraps ErrConflict then, and when it was decided on before.
// Confirmed, post turns what was posted for its agreement so far into the entries
// that follow; they are stored with the decision or not at all.
func (db *DB) DecideStatement(ctx context.Context, who Actor, id string, decision StatementStatus, note string, post func(StatementRecord, []LedgerEntry) ([]LedgerEntry, error)) (StatementRecord, error) {
	var out StatementRecord
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		// Two decisions on statements of one agreement would both post the same difference.
		if err := db.lock(ctx, tx, lockLedger); err != nil {
			return err
		}
		s, err := statement(ctx, tx, id)
		if err != nil {
			return err
		}
		if s.Status != StatementDrawn {
			return fmt.Errorf("%w: it was %s by %s", ErrConflict, s.Status, s.Decision.Name)
		}
		if decision == StatementConfirmed && s.CreatedBy == author(who) {
			return fmt.Errorf("%w: it must be confirmed by somebody else than %s, who drew it up", ErrConflict, s.DrawnBy)
		}
		now := stamp(db.now())
		if _, err := changed(ctx, tx, `INSERT INTO statement_decisions (statement_id, decision, note, at, user_id, name) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, string(decision), note, now, who.UserID, who.Name); err != nil {
			return err
		}
		action, added := ActionReject, 0
		if decision == StatementConfirmed {
			action = ActionConfirm
			posted, err := rows(ctx, tx, scanLedgerEntry, `SELECT `+ledgerColumns+` FROM ledger_entries WHERE basin_id = $1 AND code = $2 ORDER BY id`, s.BasinID, s.Code)
			if err != nil {
				return err
			}
			fresh, err := post(s, posted)
			if err != nil {
				return err
			}
			for _, e := range fresh {
				e.BasinID, e.StatementID = s.BasinID, s.ID
				if _, err := db.addEntry(ctx, tx, who, e, now); err != nil {
					return err
				}
			}
			added = len(fresh)
		}
		if out, err = statement(ctx, tx, id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, action, "statement", id, nil, struct {
			Decision StatementStatus `json:"decision"`
			Note     string          `json:"note,omitempty"`
			Hash     string          `json:"hash"`
			Entries  int             `json:"entries"`
		}{decision, note, s.Hash, added})
	})
	return out, of("statement", id, err)
}
