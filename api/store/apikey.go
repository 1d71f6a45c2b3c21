package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// APIKey lets a program act as a user. Only the hash of the key is stored.
type APIKey struct {
	ID       string    `json:"id"`
	UserID   string    `json:"user_id"`
	Name     string    `json:"name"`
	Prefix   string    `json:"prefix"` // first characters, to recognise it by
	Hash     string    `json:"-"`
	Scopes   []string  `json:"scopes"` // empty = all that the user may
	Created  time.Time `json:"created"`
	Expires  time.Time `json:"expires,omitzero"` // zero = never
	LastUsed time.Time `json:"last_used,omitzero"`
	Revoked  time.Time `json:"revoked,omitzero"`
}

const keyColumns = `id, user_id, name, prefix, hash, scopes, created, expires, last_used, revoked`

func (k *APIKey) columns() []any {
	return []any{&k.ID, &k.UserID, &k.Name, &k.Prefix, &k.Hash, scopeColumn{&k.Scopes}, timeColumn{&k.Created}, timeColumn{&k.Expires}, timeColumn{&k.LastUsed}, timeColumn{&k.Revoked}}
}

// scopeColumn reads scopes, which are kept in one text with blanks between them.
type scopeColumn struct{ to *[]string }

func (c scopeColumn) Scan(v any) error {
	s, ok := v.(string)
	if !ok {
		return fmt.Errorf("scopes are stored as %T", v)
	}
	*c.to = strings.Fields(s)
	return nil
}

func scanKey(r scanner) (APIKey, error) {
	var k APIKey
	err := r.Scan(k.columns()...)
	return k, err
}

func apiKey(ctx context.Context, q querier, id string) (APIKey, error) {
	return scanKey(q.QueryRowContext(ctx, `SELECT `+keyColumns+` FROM api_keys WHERE id = $1`, id))
}

// CreateAPIKey stores a key; ID and Created are set here.
func (db *DB) CreateAPIKey(ctx context.Context, who Actor, k APIKey) (APIKey, error) {
	now := stamp(db.now())
	k.ID, k.Created, k.LastUsed, k.Revoked = db.ids.next(now), now, time.Time{}, time.Time{}
	if !k.Expires.IsZero() {
		k.Expires = stamp(k.Expires)
	}
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := user(ctx, tx, k.UserID); err != nil {
			return of("user", k.UserID, err)
		}
		if _, err := changed(ctx, tx, `INSERT INTO api_keys (`+keyColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, NULL, NULL)`,
			k.ID, k.UserID, k.Name, k.Prefix, k.Hash, strings.Join(k.Scopes, " "), k.Created, stampOrNull(k.Expires)); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionCreate, "key", k.ID, nil, k)
	})
	if err != nil {
		return APIKey{}, of("key", k.Name, err)
	}
	return k, nil
}

// APIKeyByHash returns a key that is neither revoked nor expired, of a user who
// is not disabled. The error wraps ErrNotFound otherwise.
func (db *DB) APIKeyByHash(ctx context.Context, hash string) (APIKey, User, error) {
	var (
		k APIKey
		u User
	)
	err := db.read.QueryRowContext(ctx, `SELECT `+prefixed("k", keyColumns)+`, `+prefixed("u", userColumns)+`
		FROM api_keys k JOIN users u ON u.id = k.user_id
		WHERE k.hash = $1 AND k.revoked IS NULL AND (k.expires IS NULL OR k.expires > $2) AND NOT u.disabled`, hash, stamp(db.now())).
		Scan(append(k.columns(), u.columns()...)...)
	if err != nil {
		return APIKey{}, User{}, fmt.Errorf("key: %w", known(err))
	}
	return k, u, nil
}

// APIKeys lists the keys of a user, or of all when the id is empty.
func (db *DB) APIKeys(ctx context.Context, userID string, p Page) (List[APIKey], error) {
	var w where
	w.equal("user_id", userID)
	l := listing[APIKey]{table: "api_keys", columns: keyColumns, scan: scanKey, id: func(k APIKey) string { return k.ID }}
	return l.read(ctx, db.read, w, p)
}

// APIKey returns a key by its id.
func (db *DB) APIKey(ctx context.Context, id string) (APIKey, error) {
	k, err := apiKey(ctx, db.read, id)
	return k, of("key", id, err)
}

// RevokeAPIKey makes a key invalid for good; revoking twice is no error.
func (db *DB) RevokeAPIKey(ctx context.Context, who Actor, id string) (APIKey, error) {
	var out APIKey
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := apiKey(ctx, tx, id)
		if err != nil {
			return err
		}
		if out = was; !was.Revoked.IsZero() {
			return nil
		}
		out.Revoked = stamp(db.now())
		if _, err := changed(ctx, tx, `UPDATE api_keys SET revoked = $1 WHERE id = $2`, out.Revoked, id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "key", id, was, out)
	})
	return out, of("key", id, err)
}

// TouchAPIKey sets when a key was last used. It is no change for the audit trail.
func (db *DB) TouchAPIKey(ctx context.Context, id string) error {
	_, err := changed(ctx, db.write, `UPDATE api_keys SET last_used = $1 WHERE id = $2`, stamp(db.now()), id)
	return of("key", id, err)
}
