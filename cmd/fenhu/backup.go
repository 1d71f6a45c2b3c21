package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api/store"
)

// embedded is the path of the embedded database; a PostgreSQL database has
// another program for what is asked.
func (f *databaseFlag) embedded(postgres string) (string, error) {
	url, err := f.where()
	if err != nil {
		return "", err
	}
	path, ok := strings.CutPrefix(url, "sqlite:")
	if !ok || path == "" {
		return "", faulty("只用于内嵌数据库 sqlite:路径；PostgreSQL 请用 %s", "this is for an embedded database, sqlite:PATH; PostgreSQL has %s", postgres)
	}
	return path, nil
}

// newBackupCmd copies the embedded database while it is in use.
func newBackupCmd(a *app) *cobra.Command {
	var database databaseFlag
	cmd := &cobra.Command{
		Use:   "backup " + a.say("文件", "FILE"),
		Short: a.say("备份内嵌数据库，服务运行时也可以", "copy the embedded database, also while the service runs"),
		Args:  a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := database.embedded("pg_dump")
			if err != nil {
				return err
			}
			if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
				return faulty("没有数据库 %s", "there is no database %s", path)
			}
			db, err := database.open(cmd.Context(), a)
			if err != nil {
				return err
			}
			defer db.Close()
			err = db.Backup(cmd.Context(), args[0])
			if errors.Is(err, store.ErrConflict) {
				return faulty("文件 %s 已存在", "the file %s exists", args[0])
			}
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.out, args[0])
			return err
		},
	}
	database.add(a, cmd)
	return cmd
}

// newRestoreCmd puts a copy in the place of the embedded database.
func newRestoreCmd(a *app) *cobra.Command {
	var (
		database databaseFlag
		force    bool
	)
	cmd := &cobra.Command{
		Use:   "restore " + a.say("文件", "FILE"),
		Short: a.say("用备份替换内嵌数据库；服务须先停止", "put a copy in the place of the embedded database; stop the service first"),
		Args:  a.args(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			path, err := database.embedded("pg_restore")
			if err != nil {
				return err
			}
			if err := a.restored(cmd.Context(), args[0], path, force); err != nil {
				return err
			}
			_, err = fmt.Fprintln(a.out, path)
			return err
		},
	}
	database.add(a, cmd)
	cmd.Flags().BoolVar(&force, "force", false, a.say("覆盖已有的数据库", "overwrite a database that exists"))
	return cmd
}

// restored restores a database and explains why it could not.
func (*app) restored(ctx context.Context, from, to string, force bool) error {
	err := store.Restore(ctx, from, to, force)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return faulty("没有文件 %s", "there is no file %s", from)
	case errors.Is(err, store.ErrInvalid):
		return faulty("%s 不能恢复：%v", "%s cannot be restored: %v", from, err)
	case errors.Is(err, store.ErrConflict):
		return faulty("数据库 %s 已存在；用 --force 覆盖", "the database %s exists; overwrite it with --force", to)
	case errors.Is(err, store.ErrInUse):
		return faulty("数据库 %s 正被另一进程使用；请先停止服务", "the database %s is in use by another process; stop the service first", to)
	default:
		return err
	}
}
