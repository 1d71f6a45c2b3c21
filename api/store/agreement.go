package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

// AgreementVersion is a version of an agreement of ecological compensation: its
// content belongs to others.
type AgreementVersion struct {
	ID        string          `json:"id"`
	BasinID   string          `json:"basin_id"`
	Code      string          `json:"code"` // its own id, unique in the basin
	Version   int             `json:"version"`
	Preset    string          `json:"preset"`
	FirstYear int             `json:"first_year"`
	LastYear  int             `json:"last_year"`
	Note      string          `json:"note,omitempty"` // why this version
	Created   time.Time       `json:"created"`        // of this version
	CreatedBy string          `json:"created_by"`
	Body      json.RawMessage `json:"body,omitempty"`
}

const selectAgreements = `SELECT a.id, a.basin_id, a.code, v.version, v.preset, v.first_year, v.last_year, v.note, v.created, v.created_by, v.body
		FROM agreements a JOIN agreement_versions v ON v.agreement_id = a.id`

func scanAgreement(r scanner) (AgreementVersion, error) {
	var a AgreementVersion
	err := r.Scan(&a.ID, &a.BasinID, &a.Code, &a.Version, &a.Preset, &a.FirstYear, &a.LastYear, &a.Note, timeColumn{&a.Created}, &a.CreatedBy, jsonColumn{&a.Body})
	return a, err
}

func agreement(ctx context.Context, q querier, id string, version int) (AgreementVersion, error) {
	if version == 0 {
		return scanAgreement(q.QueryRowContext(ctx, selectAgreements+` AND v.version = a.version WHERE a.id = $1`, id))
	}
	return scanAgreement(q.QueryRowContext(ctx, selectAgreements+` WHERE a.id = $1 AND v.version = $2`, id, version))
}

// Agreement returns a version of an agreement; 0 = the last.
func (db *DB) Agreement(ctx context.Context, id string, version int) (AgreementVersion, error) {
	a, err := agreement(ctx, db.read, id, version)
	return a, of("agreement", id, err)
}

// AgreementByCode returns the last version of a basin's agreement.
func (db *DB) AgreementByCode(ctx context.Context, basin, code string) (AgreementVersion, error) {
	a, err := scanAgreement(db.read.QueryRowContext(ctx, selectAgreements+` AND v.version = a.version WHERE a.basin_id = $1 AND a.code = $2`, basin, code))
	return a, of("agreement", code, err)
}

// Agreements lists the last versions of the agreements that are seen in the
// order of their creation; an empty basin = all.
func (db *DB) Agreements(ctx context.Context, s Sight, basin string, p Page) (List[AgreementVersion], error) {
	var w where
	w.seen(s, "a.basin_id")
	w.equal("a.basin_id", basin)
	w.add("a.id > ?", p.Cursor)
	got, err := rows(ctx, db.read, scanAgreement, selectAgreements+` AND v.version = a.version`+w.sql()+fmt.Sprintf(` ORDER BY a.id LIMIT %d`, p.limit()+1), w.args...)
	if err != nil {
		return List[AgreementVersion]{}, fmt.Errorf("agreements: %w", err)
	}
	return cut(got, p.limit(), func(a AgreementVersion) string { return a.ID }), nil
}

// AgreementVersions lists the versions of an agreement, the newest first.
func (db *DB) AgreementVersions(ctx context.Context, id string) ([]AgreementVersion, error) {
	got, err := rows(ctx, db.read, scanAgreement, selectAgreements+` WHERE a.id = $1 ORDER BY v.version DESC`, id)
	if err == nil && len(got) == 0 {
		err = ErrNotFound
	}
	return got, of("agreement", id, err)
}

// CreateAgreement stores an agreement at version 1; ID, Version and the times
// are set here. The error wraps ErrConflict when the basin has one of the code.
func (db *DB) CreateAgreement(ctx context.Context, who Actor, a AgreementVersion) (AgreementVersion, error) {
	now := stamp(db.now())
	a.ID, a.Version, a.Created, a.CreatedBy = db.ids.next(now), 1, now, author(who)
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := basinVersion(ctx, tx, a.BasinID, 0); err != nil {
			return of("basin", a.BasinID, err)
		}
		if _, err := changed(ctx, tx, `INSERT INTO agreements (id, basin_id, code, version, created, created_by, updated) VALUES ($1, $2, $3, 1, $4, $5, $4)`,
			a.ID, a.BasinID, a.Code, now, a.CreatedBy); err != nil {
			return err
		}
		return db.addAgreementVersion(ctx, tx, who, ActionCreate, nil, a)
	})
	if err != nil {
		return AgreementVersion{}, of("agreement", a.Code, err)
	}
	return a, nil
}

// AddAgreementVersion stores the next version of an agreement. from is the
// version that the change was made from: the error wraps ErrConflict when it is
// not the last (0 = do not ask). An equal body makes no version.
func (db *DB) AddAgreementVersion(ctx context.Context, who Actor, from int, a AgreementVersion) (AgreementVersion, error) {
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		now := stamp(db.now())
		// The row is locked until the version is added.
		if _, err := changed(ctx, tx, `UPDATE agreements SET updated = $1 WHERE id = $2`, now, a.ID); err != nil {
			return err
		}
		was, err := agreement(ctx, tx, a.ID, 0)
		switch {
		case err != nil:
			return err
		case from != 0 && from != was.Version:
			return fmt.Errorf("%w: version %d is the last, not %d", ErrConflict, was.Version, from)
		case a.Code != was.Code:
			return fmt.Errorf("%w: the id %q of an agreement cannot change", ErrInvalid, was.Code)
		case slices.Equal(a.Body, was.Body):
			a = was
			return nil
		}
		a.BasinID, a.Version, a.Created, a.CreatedBy = was.BasinID, was.Version+1, now, author(who)
		if _, err := changed(ctx, tx, `UPDATE agreements SET version = $1 WHERE id = $2`, a.Version, a.ID); err != nil {
			return err
		}
		return db.addAgreementVersion(ctx, tx, who, ActionUpdate, was, a)
	})
	return a, of("agreement", a.ID, err)
}

func (db *DB) addAgreementVersion(ctx context.Context, tx *sql.Tx, who Actor, what Action, from any, a AgreementVersion) error {
	if _, err := changed(ctx, tx, `INSERT INTO agreement_versions (agreement_id, version, preset, first_year, last_year, note, created, created_by, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`, a.ID, a.Version, a.Preset, a.FirstYear, a.LastYear, a.Note, a.Created, a.CreatedBy, string(a.Body)); err != nil {
		return err
	}
	return db.record(ctx, tx, who, what, "agreement", a.ID, from, a)
}

// author names who made something: a user by id, a program by name, and nothing
// for what is built in.
func author(who Actor) string { return cmp.Or(who.UserID, who.Name) }

// EnsureAgreement stores a built-in agreement where the basin has none of its
// code, and its next version where only built-in ones were stored before. It says
// whether anything changed.
func (db *DB) EnsureAgreement(ctx context.Context, a AgreementVersion) (bool, error) {
	was, err := db.AgreementByCode(ctx, a.BasinID, a.Code)
	switch {
	case errors.Is(err, ErrNotFound):
		_, err := db.CreateAgreement(ctx, Actor{}, a)
		if errors.Is(err, ErrConflict) { // another process was first
			return false, nil
		}
		return err == nil, err
	case err != nil || was.CreatedBy != "":
		return false, err
	}
	a.ID = was.ID
	is, err := db.AddAgreementVersion(ctx, Actor{}, was.Version, a)
	return is.Version > was.Version, err
}
