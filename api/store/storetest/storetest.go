// Package storetest opens databases for tests: a fresh SQLite file, and a fresh
// database on the PostgreSQL that TEST_POSTGRES_URL names.
package storetest

import (
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fenhu/api/store"
)

// Each runs a test once for each kind of database, with the URL of a fresh one
// that is gone after it. Without TEST_POSTGRES_URL the PostgreSQL half is
// skipped; where TEST_POSTGRES_REQUIRED is set, as it should be in CI, a
// missing URL fails instead.
func Each(t *testing.T, test func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		test(t, "sqlite:"+filepath.Join(t.TempDir(), "fenhu.db"))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		server := os.Getenv("TEST_POSTGRES_URL")
		if server == "" {
			if os.Getenv("TEST_POSTGRES_REQUIRED") != "" {
				t.Fatal("TEST_POSTGRES_URL is not set")
			}
			t.Skip("TEST_POSTGRES_URL is not set")
		}
		test(t, create(t, server))
	})
}

// Open opens a database and closes it after the test.
func Open(t *testing.T, url string, now func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(t.Context(), url, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return db
}

// create makes a database on a PostgreSQL server and returns its URL.
func create(t *testing.T, server string) string {
	t.Helper()
	admin, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	name := "fenhu_test_" + strings.ToLower(rand.Text())
	if _, err := admin.ExecContext(t.Context(), "CREATE DATABASE "+name); err != nil {
		t.Fatalf("%v (TEST_POSTGRES_URL)", err)
	}
	t.Cleanup(func() {
		// The context of the test has ended by now.
		if _, err := admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil { //nolint:noctx // see above
			t.Errorf("drop: %v", err)
		}
		_ = admin.Close()
	})
	if strings.Contains(server, "://") {
		u, err := url.Parse(server)
		if err != nil {
			t.Fatal(err)
		}
		u.Path = "/" + name
		return u.String()
	}
	return server + " dbname=" + name
}
