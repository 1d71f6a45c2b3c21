package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Backup writes a consistent copy of an embedded database to a new file while
// it is in use, and checks the copy. The error wraps ErrConflict when the file
// exists and ErrInvalid on PostgreSQL, which has pg_dump.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.kind != SQLite {
		return fmt.Errorf("backup of %s: %w: use pg_dump", db.kind, ErrInvalid)
	}
	// VACUUM INTO accepts an empty file; it is made first so that only its owner can read it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("backup to %s: %w: the file exists", path, ErrConflict)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	_, err = db.write.ExecContext(ctx, `VACUUM INTO $1`, path)
	if err == nil {
		_, err = CheckBackup(ctx, path)
	}
	if err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	return nil
}

// CheckBackup reads a file that Backup wrote, all of it, and returns the
// version of its tables. The error wraps ErrInvalid when it is no whole database
// of this program, or one of a later version of it.
func CheckBackup(ctx context.Context, path string) (schema int64, err error) {
	if _, err := os.Stat(path); err != nil {
		return 0, err
	}
	db, err := sql.Open("sqlite", fileURL(path)+"?mode=ro&immutable=1")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	invalid := func(why any) (int64, error) { return 0, fmt.Errorf("%s: %w: %v", path, ErrInvalid, why) }
	var found string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&found); err != nil {
		return invalid(err)
	}
	if found != "ok" {
		return invalid("it is damaged: " + found)
	}
	var tables int
	if err := db.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN ('goose_db_version', 'basins', 'runs', 'users', 'audit')`).Scan(&tables); err != nil {
		return invalid(err)
	}
	if tables != 5 {
		return invalid("it is no database of fenhu")
	}
	if err := db.QueryRowContext(ctx, `SELECT COALESCE(max(version_id), 0) FROM goose_db_version WHERE is_applied`).Scan(&schema); err != nil {
		return invalid(err)
	}
	known, err := latestSchema()
	if err == nil && (schema < 1 || schema > known) {
		return invalid(fmt.Sprintf("its tables have version %d, and this program knows 1 to %d", schema, known))
	}
	return schema, err
}

// ErrInUse says that another process has the database open.
var ErrInUse = errors.New("in use by another process")

// Restore puts a file that Backup wrote in the place of an embedded database,
// whole or not at all. It overwrites a database only if told to; the error
// wraps ErrConflict otherwise, ErrInUse while another process has it open, and
// ErrInvalid when the file is none that CheckBackup accepts.
func Restore(ctx context.Context, from, to string, overwrite bool) error {
	if _, err := CheckBackup(ctx, from); err != nil {
		return err
	}
	_, err := os.Stat(to)
	switch {
	case err == nil && same(from, to):
		return fmt.Errorf("%s: %w: it is the database itself", from, ErrInvalid)
	case err == nil && !overwrite:
		return fmt.Errorf("%s: %w: the database exists", to, ErrConflict)
	case err == nil:
		if err := settle(ctx, to); err != nil {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	copied, err := copyBeside(from, to)
	if err != nil {
		return err
	}
	if err := os.Rename(copied, to); err != nil {
		_ = os.Remove(copied)
		return err
	}
	return nil
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// settle makes a database one file, without a log beside it that would be
// taken for that of the one put in its place. SQLite lets it leave the mode WAL
// only while nobody else has it open.
func settle(ctx context.Context, path string) error {
	db, err := sql.Open("sqlite", fileURL(path)+"?_pragma=busy_timeout(0)")
	if err != nil {
		return err
	}
	defer db.Close()
	var mode string
	err = db.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
	if s, ok := errors.AsType[*sqlite.Error](err); ok && (s.Code()&0xff == sqlite3.SQLITE_BUSY || s.Code()&0xff == sqlite3.SQLITE_LOCKED) || err == nil && mode != "delete" {
		return fmt.Errorf("%s: %w", path, ErrInUse)
	}
	if err := db.Close(); err != nil {
		return err
	}
	// A damaged database, which is what a backup is for, cannot settle itself.
	for _, beside := range []string{"-wal", "-shm", "-journal"} {
		if err := os.Remove(path + beside); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// copyBeside copies a file into the folder of another, written through to the
// disk, and returns its name.
func copyBeside(from, to string) (name string, err error) {
	dir := filepath.Dir(to)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	in, err := os.Open(from)
	if err != nil {
		return "", err
	}
	defer in.Close()
	out, err := os.CreateTemp(dir, filepath.Base(to)+".restore-*")
	if err != nil {
		return "", err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Sync(), out.Close()); err != nil {
		_ = os.Remove(out.Name())
	}
	return out.Name(), err
}

// fileURL is the name of a file as SQLite's URLs have it.
func fileURL(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}
