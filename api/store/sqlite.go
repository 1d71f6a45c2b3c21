package store

import (
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// readers is the number of connections that read an embedded database.
const readers = 8

// openSQLite opens one connection that writes and several that read. A
// transaction takes the lock when it begins, so that it never has to be
// repeated because another wrote meanwhile.
func (db *DB) openSQLite(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	// The file holds password hashes: nobody else may read it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	switch {
	case err == nil:
		err = f.Close()
	case errors.Is(err, fs.ErrExist):
		err = nil
	}
	if err != nil {
		return err
	}
	name := fileURL(path)
	const pragmas = "?_time_format=sqlite&_pragma=busy_timeout(10000)&_pragma=foreign_keys(ON)"
	if db.write, err = sql.Open("sqlite", name+pragmas+"&_pragma=journal_mode(WAL)&_txlock=immediate"); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(1)
	if db.read, err = sql.Open("sqlite", name+pragmas+"&_pragma=query_only(ON)"); err != nil {
		return err
	}
	db.read.SetMaxOpenConns(readers)
	db.read.SetMaxIdleConns(readers)
	return nil
}
