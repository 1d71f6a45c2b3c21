package store

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// known gives the databases' own errors the names of this package.
func known(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	if p, ok := errors.AsType[*pgconn.PgError](err); ok {
		switch p.Code {
		case "23505", "23503": // unique, foreign key
			return fmt.Errorf("%w: %w", ErrConflict, err)
		case "22021", "22P05": // a text with a zero byte, or that is not UTF-8
			return fmt.Errorf("%w: %w", ErrInvalid, err)
		}
	}
	if s, ok := errors.AsType[*sqlite.Error](err); ok {
		switch s.Code() {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return fmt.Errorf("%w: %w", ErrConflict, err)
		}
	}
	return err
}

// of says which thing an error is about.
func of(object, id string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %s: %w", object, id, known(err))
}
