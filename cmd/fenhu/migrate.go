package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"fenhu/api/jobs"
)

// newMigrateCmd brings a database up to date without serving it.
func newMigrateCmd(a *app) *cobra.Command {
	var database databaseFlag
	cmd := &cobra.Command{
		Use:   "migrate",
		Short: a.say("建立或升级数据库的表", "make the tables of the database, or bring them up to date"),
		Args:  a.args(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx := cmd.Context()
			db, err := database.open(ctx, a)
			if err != nil {
				return err
			}
			defer db.Close()
			if _, err := jobs.New(ctx, jobs.Config{Store: db, Now: a.now, Log: a.log()}); err != nil {
				return err
			}
			if err := seed(ctx, db); err != nil {
				return err
			}
			v, err := db.SchemaVersion(ctx)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(a.out, "%s %s %d\n", db.Kind(), a.say("表结构版本", "schema version"), v)
			return err
		},
	}
	database.add(a, cmd)
	return cmd
}
