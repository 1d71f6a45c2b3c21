package store

import (
	"context"
	"fmt"
	"os"
)

// Backup writes a consistent copy of an embedded database to a new file while
// it is in use; the error wraps ErrConflict when the file exists and ErrInvalid
// on PostgreSQL, which has pg_dump. Restoring is putting the file back.
func (db *DB) Backup(ctx context.Context, path string) error {
	if db.kind != SQLite {
		return fmt.Errorf("backup of %s: %w: use pg_dump", db.kind, ErrInvalid)
	}
	// VACUUM INTO accepts an empty file; it is made first so that only its owner can read it.
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if os.IsExist(err) {
		return fmt.Errorf("backup to %s: %w: the file exists", path, ErrConflict)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := db.write.ExecContext(ctx, `VACUUM INTO $1`, path); err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("backup to %s: %w", path, err)
	}
	return nil
}
