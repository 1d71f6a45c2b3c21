package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"
)

// Scenario is a named set of changes to a basin. It holds the differences from
// its parent only; Lineage returns all that apply.
type Scenario struct {
	ID        string    `json:"id"`
	BasinID   string    `json:"basin_id"`
	ParentID  string    `json:"parent_id,omitempty"` // empty = the basin itself
	NameZH    string    `json:"name_zh"`
	NameEN    string    `json:"name_en"`
	Note      string    `json:"note,omitempty"`
	Changes   []byte    `json:"-"`       // a scenario document in YAML
	Version   int       `json:"version"` // counts the updates, from 1
	Created   time.Time `json:"created"`
	CreatedBy string    `json:"created_by"`
	Updated   time.Time `json:"updated"`
	UpdatedBy string    `json:"updated_by"`
}

// ScenarioFilter selects scenarios; an empty field selects all, but a zero Sight does not.
type ScenarioFilter struct {
	Page
	Sight    Sight
	BasinID  string
	ParentID string
}

const scenarioColumns = `id, basin_id, parent_id, name_zh, name_en, note, version, created, created_by, updated, updated_by, changes`

func scanScenario(r scanner) (Scenario, error) {
	var (
		s       Scenario
		parent  sql.NullString
		changes string
	)
	err := r.Scan(&s.ID, &s.BasinID, &parent, &s.NameZH, &s.NameEN, &s.Note, &s.Version,
		timeColumn{&s.Created}, &s.CreatedBy, timeColumn{&s.Updated}, &s.UpdatedBy, &changes)
	s.ParentID, s.Changes = parent.String, []byte(changes)
	return s, err
}

func scenario(ctx context.Context, q querier, id string) (Scenario, error) {
	return scanScenario(q.QueryRowContext(ctx, `SELECT `+scenarioColumns+` FROM scenarios WHERE id = $1`, id))
}

// auditedScenario is a scenario in the audit trail, with its changes.
func auditedScenario(s Scenario) any {
	return struct {
		Scenario
		Changes string `json:"changes"`
	}{s, string(s.Changes)}
}

// CreateScenario stores a scenario; ID, Version and the times are set here.
// The error wraps ErrNotFound when the basin or the parent is absent and
// ErrInvalid when the parent belongs to another basin.
func (db *DB) CreateScenario(ctx context.Context, who Actor, s Scenario) (Scenario, error) {
	now := stamp(db.now())
	s.ID, s.Version = db.ids.next(now), 1
	s.Created, s.CreatedBy, s.Updated, s.UpdatedBy = now, who.UserID, now, who.UserID
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := basinVersion(ctx, tx, s.BasinID, 0); err != nil {
			return of("basin", s.BasinID, err)
		}
		if err := checkParent(ctx, tx, s); err != nil {
			return err
		}
		if _, err := changed(ctx, tx, `INSERT INTO scenarios (`+scenarioColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
			s.ID, s.BasinID, textOrNull(s.ParentID), s.NameZH, s.NameEN, s.Note, s.Version, s.Created, s.CreatedBy, s.Updated, s.UpdatedBy, string(s.Changes)); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionCreate, "scenario", s.ID, nil, auditedScenario(s))
	})
	if err != nil {
		return Scenario{}, of("scenario", s.ID, err)
	}
	return s, nil
}

// checkParent makes sure that the parent of a scenario is of the same basin and
// does not descend from the scenario.
func checkParent(ctx context.Context, q querier, s Scenario) error {
	if s.ParentID == "" {
		return nil
	}
	line, err := lineage(ctx, q, s.ParentID)
	if err != nil {
		return err
	}
	if line[0].BasinID != s.BasinID {
		return fmt.Errorf("%w: the parent belongs to basin %s", ErrInvalid, line[0].BasinID)
	}
	if slices.ContainsFunc(line, func(x Scenario) bool { return x.ID == s.ID }) {
		return fmt.Errorf("%w: the parent descends from the scenario", ErrConflict)
	}
	return nil
}

// UpdateScenario replaces the parent, names, note and changes of the scenario
// with s.ID. s.Version is the version that the change was made from: the error
// wraps ErrConflict when the scenario was changed meanwhile (0 = do not ask) or
// when the new parent descends from the scenario itself.
func (db *DB) UpdateScenario(ctx context.Context, who Actor, s Scenario) (Scenario, error) {
	var out Scenario
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		// Two changes of parents at the same time could close a circle: one waits for the other.
		if err := db.lock(ctx, tx, lockScenarios); err != nil {
			return err
		}
		was, err := scenario(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		if s.Version != 0 && s.Version != was.Version {
			return fmt.Errorf("%w: version %d is current, not %d", ErrConflict, was.Version, s.Version)
		}
		out = was
		out.ParentID, out.NameZH, out.NameEN, out.Note, out.Changes = s.ParentID, s.NameZH, s.NameEN, s.Note, s.Changes
		out.Version, out.Updated, out.UpdatedBy = was.Version+1, stamp(db.now()), who.UserID
		if err := checkParent(ctx, tx, out); err != nil {
			return err
		}
		if _, err := changed(ctx, tx, `UPDATE scenarios SET parent_id = $1, name_zh = $2, name_en = $3, note = $4, version = $5, updated = $6, updated_by = $7, changes = $8 WHERE id = $9`,
			textOrNull(out.ParentID), out.NameZH, out.NameEN, out.Note, out.Version, out.Updated, out.UpdatedBy, string(out.Changes), s.ID); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "scenario", s.ID, auditedScenario(was), auditedScenario(out))
	})
	if err != nil {
		return Scenario{}, of("scenario", s.ID, err)
	}
	return out, nil
}

// DeleteScenario deletes a scenario; the error wraps ErrConflict while it is
// the parent of another. Runs keep their own copy of the changes.
func (db *DB) DeleteScenario(ctx context.Context, who Actor, id string) error {
	return of("scenario", id, db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := scenario(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := changed(ctx, tx, `DELETE FROM scenarios WHERE id = $1`, id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionDelete, "scenario", id, auditedScenario(was), nil)
	}))
}

// Scenario returns a scenario.
func (db *DB) Scenario(ctx context.Context, id string) (Scenario, error) {
	s, err := scenario(ctx, db.read, id)
	return s, of("scenario", id, err)
}

// Scenarios lists scenarios in the order of their creation.
func (db *DB) Scenarios(ctx context.Context, f ScenarioFilter) (List[Scenario], error) {
	var w where
	w.seen(f.Sight, "scenarios.basin_id")
	w.equal("basin_id", f.BasinID)
	w.equal("parent_id", f.ParentID)
	l := listing[Scenario]{table: "scenarios", columns: scenarioColumns, scan: scanScenario, id: func(s Scenario) string { return s.ID }}
	return l.read(ctx, db.read, w, f.Page)
}

// Lineage returns a scenario and all its ancestors in the order in which their
// changes apply: the outermost ancestor first, the scenario itself last.
func (db *DB) Lineage(ctx context.Context, id string) ([]Scenario, error) {
	tx, err := db.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	line, err := lineage(ctx, tx, id)
	return line, of("scenario", id, err)
}

func lineage(ctx context.Context, q querier, id string) ([]Scenario, error) {
	const deepest = 100 // a circle cannot be stored; this is for a damaged database
	var line []Scenario
	for id != "" {
		s, err := scenario(ctx, q, id)
		if err != nil {
			return nil, of("scenario", id, err)
		}
		if line = append(line, s); len(line) > deepest {
			return nil, fmt.Errorf("%w: more than %d ancestors", ErrInvalid, deepest)
		}
		id = s.ParentID
	}
	slices.Reverse(line)
	return line, nil
}
