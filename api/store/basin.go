package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// Basin is a basin; its document is in its versions.
type Basin struct {
	ID        string    `json:"id"`
	NameZH    string    `json:"name_zh"`
	NameEN    string    `json:"name_en"`
	Version   int       `json:"version"` // current
	Hash      string    `json:"hash"`    // of the current document
	Created   time.Time `json:"created"`
	CreatedBy string    `json:"created_by"`
	Updated   time.Time `json:"updated"`
	ProjectID string    `json:"project_id,omitempty"` // only its members see the basin; empty = everybody does
}

// BasinVersion is a document of a basin. It never changes.
type BasinVersion struct {
	BasinID   string    `json:"basin_id"`
	Version   int       `json:"version"` // 1, 2, …
	Hash      string    `json:"hash"`    // SHA-256 of the document, in hexadecimal
	Size      int       `json:"size"`    // of the document [bytes]
	Note      string    `json:"note,omitempty"`
	Created   time.Time `json:"created"`
	CreatedBy string    `json:"created_by"`
}

// NewBasin is a basin, or a version of one, to store.
type NewBasin struct {
	ID       string
	NameZH   string
	NameEN   string
	Document []byte
	Note     string
	// ProjectID is used when the basin is created; SetBasinProject changes it.
	ProjectID string
}

// CreateBasin stores a new basin with its document as version 1. The error
// wraps ErrConflict when there is a basin with the id.
func (db *DB) CreateBasin(ctx context.Context, who Actor, b NewBasin) (BasinVersion, error) {
	var v BasinVersion
	err := db.inTx(ctx, func(tx *sql.Tx) (err error) {
		v, err = db.createBasin(ctx, tx, who, b)
		return err
	})
	return v, of("basin", b.ID, err)
}

func (db *DB) createBasin(ctx context.Context, tx *sql.Tx, who Actor, b NewBasin) (BasinVersion, error) {
	if b.ID == "" || len(b.Document) == 0 {
		return BasinVersion{}, fmt.Errorf("%w: a basin needs an id and a document", ErrInvalid)
	}
	now := stamp(db.now())
	v := BasinVersion{BasinID: b.ID, Version: 1, Hash: digest(b.Document), Size: len(b.Document), Note: b.Note, Created: now, CreatedBy: who.UserID}
	n, err := changed(ctx, tx, `INSERT INTO basins (id, name_zh, name_en, version, hash, created, created_by, updated)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING`,
		b.ID, b.NameZH, b.NameEN, v.Version, v.Hash, now, who.UserID, now)
	if err != nil {
		return v, err
	}
	if n == 0 {
		return v, fmt.Errorf("%w: there is one with this id", ErrConflict)
	}
	if err := insertVersion(ctx, tx, v, b.Document); err != nil {
		return v, err
	}
	if b.ProjectID != "" {
		if err := db.putIntoProject(ctx, tx, b.ID, b.ProjectID); err != nil {
			return v, err
		}
	}
	return v, db.record(ctx, tx, who, ActionCreate, "basin", b.ID, nil, struct {
		BasinVersion
		ProjectID string `json:"project_id,omitempty"`
	}{v, b.ProjectID})
}

func insertVersion(ctx context.Context, tx *sql.Tx, v BasinVersion, document []byte) error {
	packed, err := compress(document)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO basin_versions (basin_id, version, hash, size, note, created, created_by, document)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`, v.BasinID, v.Version, v.Hash, v.Size, v.Note, v.Created, v.CreatedBy, packed)
	return err
}

// AddBasinVersion stores a document as the next version of a basin, which
// becomes current, and takes over the names. ifVersion is the version that the
// change was made from: the error wraps ErrConflict when it is no longer the
// current one; 0 = whichever is current. A document equal to the current one
// makes no version; the current one is returned.
func (db *DB) AddBasinVersion(ctx context.Context, who Actor, ifVersion int, b NewBasin) (BasinVersion, error) {
	var v BasinVersion
	err := db.inTx(ctx, func(tx *sql.Tx) (err error) {
		v, err = db.addVersion(ctx, tx, who, ifVersion, b)
		return err
	})
	return v, of("basin", b.ID, err)
}

func (db *DB) addVersion(ctx context.Context, tx *sql.Tx, who Actor, ifVersion int, b NewBasin) (BasinVersion, error) {
	if len(b.Document) == 0 {
		return BasinVersion{}, fmt.Errorf("%w: the document is empty", ErrInvalid)
	}
	was, err := basinVersion(ctx, tx, b.ID, 0)
	if err != nil {
		return BasinVersion{}, err
	}
	if ifVersion != 0 && ifVersion != was.Version {
		return BasinVersion{}, fmt.Errorf("%w: version %d is current, not %d", ErrConflict, was.Version, ifVersion)
	}
	now := stamp(db.now())
	v := BasinVersion{BasinID: b.ID, Version: was.Version + 1, Hash: digest(b.Document), Size: len(b.Document), Note: b.Note, Created: now, CreatedBy: who.UserID}
	if v.Hash == was.Hash {
		return was, nil
	}
	if err := insertVersion(ctx, tx, v, b.Document); err != nil {
		return v, err
	}
	n, err := changed(ctx, tx, `UPDATE basins SET name_zh = $1, name_en = $2, version = $3, hash = $4, updated = $5 WHERE id = $6 AND version = $7`,
		b.NameZH, b.NameEN, v.Version, v.Hash, now, b.ID, was.Version)
	if err != nil {
		return v, err
	}
	if n == 0 {
		return v, fmt.Errorf("%w: it was changed meanwhile", ErrConflict)
	}
	return v, db.record(ctx, tx, who, ActionUpdate, "basin", b.ID, was, v)
}

// EnsureSeed makes a built-in basin available: it is created when absent, and
// gets a new version when the program brings a newer document and nobody but
// the service has changed the basin. changed says whether anything was stored.
func (db *DB) EnsureSeed(ctx context.Context, b NewBasin) (changed bool, err error) {
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		var others, had int
		if err := tx.QueryRowContext(ctx, `SELECT count(*), COALESCE(max(version), 0) FROM basin_versions WHERE basin_id = $1`, b.ID).Scan(&others, &had); err != nil {
			return err
		}
		if had == 0 {
			changed = true
			_, err := db.createBasin(ctx, tx, Actor{}, b)
			return err
		}
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM basin_versions WHERE basin_id = $1 AND created_by <> ''`, b.ID).Scan(&others); err != nil || others > 0 {
			return err
		}
		v, err := db.addVersion(ctx, tx, Actor{}, 0, b)
		changed = v.Version > had
		return err
	})
	return changed, of("basin", b.ID, err)
}

// DeleteBasin deletes a basin with its versions, scenarios and agreements. The error wraps
// ErrConflict while runs, observations, schedules or statements of it are stored.
func (db *DB) DeleteBasin(ctx context.Context, who Actor, id string) error {
	return of("basin", id, db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := basin(ctx, tx, id)
		if err != nil {
			return err
		}
		for _, x := range []struct{ what, query string }{
			{"runs were made of it", `SELECT count(*) FROM runs WHERE basin_id = $1`},
			{"series of observations belong to it", `SELECT count(*) FROM series WHERE basin_id = $1`},
			{"schedules use it", `SELECT count(*) FROM schedules WHERE basin_id = $1`},
			{"statements were drawn up for it", `SELECT count(*) FROM statements WHERE basin_id = $1`},
			{"entries of its ledger are stored", `SELECT count(*) FROM ledger_entries WHERE basin_id = $1`},
		} {
			var n int
			if err := tx.QueryRowContext(ctx, x.query, id).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return fmt.Errorf("%w: %d %s", ErrConflict, n, x.what)
			}
		}
		for _, statement := range []string{
			`UPDATE scenarios SET parent_id = NULL WHERE basin_id = $1`,
			`DELETE FROM scenarios WHERE basin_id = $1`,
			`DELETE FROM agreement_versions WHERE agreement_id IN (SELECT id FROM agreements WHERE basin_id = $1)`,
			`DELETE FROM agreements WHERE basin_id = $1`,
			`DELETE FROM basin_versions WHERE basin_id = $1`,
			`DELETE FROM basins WHERE id = $1`,
		} {
			if _, err := changed(ctx, tx, statement, id); err != nil {
				return err
			}
		}
		return db.record(ctx, tx, who, ActionDelete, "basin", id, was, nil)
	}))
}
