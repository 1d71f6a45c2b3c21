package store

import (
	"context"
	"database/sql"

	"github.com/jackc/pgx/v5/pgxpool"
	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// connections is the most connections of one process to PostgreSQL, which
// allows 100 in all by default. Two more wait for notices.
const connections = 16

func (db *DB) openPostgreSQL(ctx context.Context, url string) error {
	var err error
	if db.write, err = sql.Open("pgx", url); err != nil {
		return err
	}
	db.write.SetMaxOpenConns(connections)
	db.write.SetMaxIdleConns(connections)
	db.read = db.write
	c, err := pgxpool.ParseConfig(url)
	if err != nil {
		return err
	}
	c.MaxConns, c.MinConns = 2, 0
	db.listen, err = pgxpool.NewWithConfig(ctx, c)
	return err
}
