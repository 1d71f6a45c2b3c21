package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Session is a log-in by a browser. Only hashes of its tokens are stored.
type Session struct {
	TokenHash string    `json:"-"`
	CSRFHash  string    `json:"-"`
	UserID    string    `json:"user_id"`
	Created   time.Time `json:"created"`
	Seen      time.Time `json:"seen"`
	Expires   time.Time `json:"expires"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`
}

const sessionColumns = `token_hash, csrf_hash, user_id, created, seen, expires, address, agent`

// CreateSession stores a session and the time of the log-in; Created and Seen
// are set here.
func (db *DB) CreateSession(ctx context.Context, who Actor, s Session) (Session, error) {
	now := stamp(db.now())
	s.Created, s.Seen, s.Expires = now, now, stamp(s.Expires)
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		n, err := changed(ctx, tx, `UPDATE users SET last_login = $1 WHERE id = $2 AND NOT disabled`, now, s.UserID)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		if _, err := changed(ctx, tx, `INSERT INTO sessions (`+sessionColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			s.TokenHash, s.CSRFHash, s.UserID, s.Created, s.Seen, s.Expires, s.Address, s.Agent); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionLogin, "session", s.UserID, nil, s)
	})
	if err != nil {
		return Session{}, of("user", s.UserID, err)
	}
	return s, nil
}

// Session returns an unexpired session of a user who may log in. The error
// wraps ErrNotFound otherwise.
func (db *DB) Session(ctx context.Context, tokenHash string) (Session, User, error) {
	var (
		s Session
		u User
	)
	err := db.read.QueryRowContext(ctx, `SELECT `+prefixed("s", sessionColumns)+`, `+prefixed("u", userColumns)+`
		FROM sessions s JOIN users u ON u.id = s.user_id
		WHERE s.token_hash = $1 AND s.expires > $2 AND NOT u.disabled`, tokenHash, stamp(db.now())).
		Scan(append([]any{&s.TokenHash, &s.CSRFHash, &s.UserID, timeColumn{&s.Created}, timeColumn{&s.Seen}, timeColumn{&s.Expires}, &s.Address, &s.Agent}, u.columns()...)...)
	if err != nil {
		return Session{}, User{}, fmt.Errorf("session: %w", known(err))
	}
	return s, u, nil
}

// prefixed names the table of each column of a list.
func prefixed(table, columns string) string {
	return table + "." + strings.ReplaceAll(columns, ", ", ", "+table+".")
}

// TouchSession sets when a session was last seen and when it expires. It is no
// change for the audit trail.
func (db *DB) TouchSession(ctx context.Context, tokenHash string, expires time.Time) error {
	_, err := changed(ctx, db.write, `UPDATE sessions SET seen = $1, expires = $2 WHERE token_hash = $3`, stamp(db.now()), stamp(expires), tokenHash)
	return err
}

// DeleteSession ends a session; it is no error when there is none.
func (db *DB) DeleteSession(ctx context.Context, who Actor, tokenHash string) error {
	return db.inTx(ctx, func(tx *sql.Tx) error {
		n, err := changed(ctx, tx, `DELETE FROM sessions WHERE token_hash = $1`, tokenHash)
		if err != nil || n == 0 {
			return err
		}
		return db.record(ctx, tx, who, ActionLogout, "session", who.UserID, nil, nil)
	})
}

// DeleteExpiredSessions deletes sessions that have expired.
func (db *DB) DeleteExpiredSessions(ctx context.Context) (int, error) {
	return changed(ctx, db.write, `DELETE FROM sessions WHERE expires <= $1`, stamp(db.now()))
}
