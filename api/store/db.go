package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// DB is an open database; it is safe for concurrent use.
type DB struct {
	kind   Kind
	write  *sql.DB
	read   *sql.DB       // the same as write on PostgreSQL
	listen *pgxpool.Pool // PostgreSQL only
	now    func() time.Time
	ids    idSource
}

// Kind is the kind of a database.
type Kind string

// The kinds of databases.
const (
	SQLite     Kind = "sqlite"
	PostgreSQL Kind = "postgres"
)

// Open opens the database at a URL and brings its tables up to date:
//
//	sqlite:PATH       a file, made when absent; the embedded default
//	postgres://…      PostgreSQL, as a URL or as "host=… dbname=…"
//
// now is the clock for the times that are stored.
func Open(ctx context.Context, url string, now func() time.Time) (*DB, error) {
	db := &DB{now: now}
	var err error
	path, embedded := strings.CutPrefix(url, "sqlite:")
	switch {
	case embedded && path != "":
		db.kind = SQLite
		err = db.openSQLite(path)
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"), strings.Contains(url, "host="):
		db.kind = PostgreSQL
		err = db.openPostgreSQL(ctx, url)
	default:
		return nil, fmt.Errorf("database URL: %w: want sqlite:PATH or postgres://USER@HOST/DATABASE", ErrInvalid)
	}
	if err == nil {
		err = db.migrate(ctx)
	}
	if err != nil {
		_ = db.Close()
		return nil, fmt.Errorf("open %s database: %w", db.kind, err)
	}
	return db, nil
}

// Close closes all connections.
func (db *DB) Close() error {
	var errs []error
	if db.read != nil && db.read != db.write {
		errs = append(errs, db.read.Close())
	}
	if db.write != nil {
		errs = append(errs, db.write.Close())
	}
	if db.listen != nil {
		db.listen.Close()
	}
	return errors.Join(errs...)
}

// Kind says which database it is.
func (db *DB) Kind() Kind { return db.kind }

// Pools are the connections for a job library that keeps its tables in the same
// database: those that write, and those that wait for notices, which is nil on
// SQLite.
func (db *DB) Pools() (write *sql.DB, listen *pgxpool.Pool) { return db.write, db.listen }

// Ping says whether the database answers, for readiness.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	return db.read.QueryRowContext(ctx, `SELECT 1`).Scan(&one)
}

// inTx runs do in a transaction that may write.
func (db *DB) inTx(ctx context.Context, do func(tx *sql.Tx) error) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := do(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// Locks that make transactions of one kind wait for each other.
const (
	lockScenarios = 1 + iota
	lockUsers
	lockObservations
	lockProjects
	lockLedger
)

// lock makes the transaction wait until no other holds the lock. On SQLite only
// one transaction writes at any time.
func (db *DB) lock(ctx context.Context, tx *sql.Tx, number int) error {
	if db.kind == SQLite {
		return nil
	}
	_, err := tx.ExecContext(ctx, `SELECT pg_advisory_xact_lock(hashtext('fenhu'), $1)`, number)
	return err
}

// Alone runs do while no other process does so on this PostgreSQL database, for
// bringing the tables of a library up to date. On SQLite it only runs it.
func (db *DB) Alone(ctx context.Context, do func() error) error {
	if db.kind == SQLite {
		return do()
	}
	c, err := db.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.ExecContext(ctx, `SELECT pg_advisory_lock(hashtext('fenhu'), 0)`); err != nil {
		return err
	}
	err = do()
	_, unlock := c.ExecContext(context.WithoutCancel(ctx), `SELECT pg_advisory_unlock(hashtext('fenhu'), 0)`)
	return errors.Join(err, unlock)
}

// querier is what both a transaction and a pool can do.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// changed runs a statement and says how many rows it changed.
func changed(ctx context.Context, q querier, query string, args ...any) (int, error) {
	r, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, known(err)
	}
	n, err := r.RowsAffected()
	return int(n), err
}

// rows reads all rows of a query.
func rows[T any](ctx context.Context, q querier, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	r, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var out []T
	for r.Next() {
		x, err := scan(r)
		if err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	return out, r.Err()
}

// scanner is a row.
type scanner interface{ Scan(into ...any) error }
