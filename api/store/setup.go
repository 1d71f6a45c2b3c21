package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// AddSetupToken stores the hash of a token by which the first user can be made
// until a time. Tokens that were given out before stay valid, so that a link
// outlives a restart of the service; expired ones are deleted.
func (db *DB) AddSetupToken(ctx context.Context, hash string, expires time.Time) error {
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := changed(ctx, tx, `DELETE FROM setup_tokens WHERE expires <= $1`, stamp(db.now())); err != nil {
			return err
		}
		_, err := changed(ctx, tx, `INSERT INTO setup_tokens (hash, expires) VALUES ($1, $2)`, hash, stamp(expires))
		return err
	})
	if err != nil {
		return fmt.Errorf("set-up token: %w", err)
	}
	return nil
}

// CheckSetupToken returns an error that wraps ErrNotFound unless a token with
// this hash is valid. The first user ends all tokens.
func (db *DB) CheckSetupToken(ctx context.Context, hash string) error {
	return db.checkSetupToken(ctx, db.read, hash)
}

func (db *DB) checkSetupToken(ctx context.Context, q querier, hash string) error {
	var one int
	err := q.QueryRowContext(ctx, `SELECT 1 FROM setup_tokens WHERE hash = $1 AND expires > $2`, hash, stamp(db.now())).Scan(&one)
	if err != nil {
		return fmt.Errorf("set-up token: %w", known(err))
	}
	return nil
}

// SetUp makes the first user by a set-up token. The error wraps ErrNotFound
// when the token is not valid and ErrConflict when there are users already.
func (db *DB) SetUp(ctx context.Context, who Actor, hash string, u User) (User, error) {
	return db.createUser(ctx, who, u, func(ctx context.Context, tx *sql.Tx) error {
		if err := db.checkSetupToken(ctx, tx, hash); err != nil {
			return err
		}
		return noUsers(ctx, tx)
	})
}
