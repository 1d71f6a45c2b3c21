package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"fenhu/api"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize/compensation"
	"fenhu/seeds"
)

// databaseFlag is the flag that names the database.
type databaseFlag struct{ url string }

func (f *databaseFlag) add(a *app, cmd *cobra.Command) {
	cmd.Flags().StringVar(&f.url, "db", "", a.say("数据库 sqlite:路径 或 postgres://…（默认环境变量 FENHU_DB，否则数据目录中的 fenhu.db）", "database sqlite:PATH or postgres://… (default FENHU_DB, else fenhu.db in the data folder)"))
}

// where is the URL of the database: the flag, else FENHU_DB, else the default.
func (f *databaseFlag) where() (string, error) {
	if f.url != "" {
		return f.url, nil
	}
	if url := os.Getenv("FENHU_DB"); url != "" {
		return url, nil
	}
	dir, err := dataDir()
	return "sqlite:" + filepath.Join(dir, "fenhu.db"), err
}

// shown is where the data is, as it may be shown: without a password.
func (f *databaseFlag) shown() (string, error) {
	where, err := f.where()
	if strings.HasPrefix(where, "sqlite:") || err != nil {
		return where, err
	}
	if u, err := url.Parse(where); err == nil && u.Host != "" {
		u.RawQuery = ""
		return u.Redacted(), nil
	}
	return "postgres", nil // a list of words, one of which may be the password
}

// open opens the database and brings it up to date.
func (f *databaseFlag) open(ctx context.Context, a *app) (*store.DB, error) {
	url, err := f.where()
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(url, "sqlite:") && !strings.HasPrefix(url, "postgres://") && !strings.HasPrefix(url, "postgresql://") && !strings.HasPrefix(url, "host=") {
		return nil, faulty("--db 的值 %q 无效；应为 sqlite:路径 或 postgres://…", "--db cannot be %q; write sqlite:PATH or postgres://…", url)
	}
	db, err := store.Open(ctx, url, a.now)
	if err != nil {
		return nil, faulty("数据库打不开：%v", "the database cannot be opened: %v", err)
	}
	return db, nil
}

// dataDir is where the service keeps its data by default.
func dataDir() (string, error) {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "fenhu"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "fenhu"), err
}

// seed makes the built-in basins available.
func seed(ctx context.Context, db *store.DB) error {
	for _, id := range seeds.Names() {
		document, err := seeds.Document(id)
		if err != nil {
			return err
		}
		n, _, err := network.Decode(document, func(file string) ([]byte, error) { return seeds.File(id, file) })
		if err != nil {
			return err
		}
		if _, err := db.EnsureSeed(ctx, store.NewBasin{ID: n.ID, NameZH: n.NameZH, NameEN: n.NameEN, Document: document}); err != nil {
			return err
		}
		if err := seedAgreements(ctx, db, n); err != nil {
			return err
		}
	}
	return nil
}

// seedAgreements makes the default agreements of a built-in basin available.
func seedAgreements(ctx context.Context, db *store.DB, n *network.Network) error {
	data, err := seeds.File(n.ID, seeds.Agreements)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	list, err := compensation.DecodeAgreements(data)
	if err != nil {
		return err
	}
	for _, a := range list {
		x, err := api.CheckAgreement(a, n, "")
		if err != nil {
			return err
		}
		if _, err := db.EnsureAgreement(ctx, x); err != nil {
			return err
		}
	}
	return nil
}
