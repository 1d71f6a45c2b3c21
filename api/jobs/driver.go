package jobs

import (
	"context"
	"database/sql"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"fenhu/api/store"
)

// driver is the job library's view of either database.
type driver = riverdriver.Driver[*sql.Tx]

func newDriver(db *store.DB) driver {
	write, listen := db.Pools()
	if db.Kind() == store.SQLite {
		return riversqlite.New(write)
	}
	return riverdatabasesql.NewWithPgxListener(write, listen)
}

func migrate(ctx context.Context, db *store.DB, d driver) error {
	m, err := rivermigrate.New(d, nil)
	if err != nil {
		return err
	}
	return db.Alone(ctx, func() error {
		_, err := m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	})
}
