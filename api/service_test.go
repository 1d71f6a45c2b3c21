package api_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/jobs"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize/highs"
	"fenhu/seeds"
)

const password = "correct horse battery"

// service is a whole service on a database of its own.
type service struct {
	*httptest.Server
	api    *api.Server
	db     *store.DB
	queue  *jobs.Queue
	hasher *auth.Hasher
	users  map[auth.Role]store.User
}

// setup starts a service with one user of each role, and the built-in basin.
func setup(t *testing.T, change func(*api.Config)) *service {
	t.Helper()
	return setupOn(t, "sqlite:"+filepath.Join(t.TempDir(), "fenhu.db"), change)
}

func setupOn(t *testing.T, url string, change func(*api.Config)) *service {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, url, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	q, err := jobs.New(ctx, jobs.Config{Store: db, Solver: highs.New(highs.Options{}), Now: time.Now, Single: db.Kind() == store.SQLite, Plan: api.Planner(db)})
	if err != nil {
		t.Fatal(err)
	}
	if err := q.Start(ctx); err != nil {
		t.Fatal(err)
	}
	hasher, err := auth.NewQuickHasher()
	if err != nil {
		t.Fatal(err)
	}
	c := api.Config{Store: db, Queue: q, Now: time.Now, Hasher: hasher, Rate: -1, Poll: 20 * time.Millisecond, Version: "test"}
	if change != nil {
		change(&c)
	}
	s, err := api.New(c)
	if err != nil {
		t.Fatal(err)
	}
	x := &service{api: s, db: db, queue: q, hasher: hasher, users: map[auth.Role]store.User{}}
	for _, id := range seeds.Names() {
		document, err := seeds.Document(id)
		if err != nil {
			t.Fatal(err)
		}
		n, _, err := network.Decode(document, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.EnsureSeed(ctx, store.NewBasin{ID: n.ID, NameZH: n.NameZH, NameEN: n.NameEN, Document: document}); err != nil {
			t.Fatal(err)
		}
	}
	x.Server = httptest.NewTLSServer(s)
	t.Cleanup(func() {
		x.Close()
		stop, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		if err := q.Stop(stop); err != nil {
			t.Error(err)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return x
}

// addUsers makes one user of each role, named after it.
func (x *service) addUsers(t *testing.T) {
	t.Helper()
	hash, err := x.hasher.Hash(password)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range auth.Roles() {
		u, err := x.db.CreateUser(t.Context(), store.Actor{}, store.User{Login: string(r.ID), Name: string(r.ID), Role: store.Role(r.ID), Password: hash})
		if err != nil {
			t.Fatal(err)
		}
		x.users[r.ID] = u
	}
}

// key returns a client with an API key of the user of a role.
func (x *service) key(t *testing.T, role auth.Role) *client.Client {
	t.Helper()
	c := x.client(t)
	if role == auth.Anyone {
		return c
	}
	k := auth.NewKey()
	_, err := x.db.CreateAPIKey(t.Context(), store.Actor{}, store.APIKey{
		UserID: x.users[role].ID, Name: "test", Prefix: k.Prefix, Hash: k.Hash, Scopes: []string{"read", "write", "admin"}, Expires: time.Now().Add(time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	c.Key = k.Whole
	return c
}

// client returns a client with a cookie jar and nothing in it.
func (x *service) client(t *testing.T) *client.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &http.Client{Transport: x.Client().Transport, Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &client.Client{URL: x.URL, HTTP: h, Language: "en"}
}

// asking asks who it is.
type asking struct{ *client.Client }

func (a asking) status(t *testing.T) int {
	t.Helper()
	return statusOf(a.Do(t.Context(), http.MethodGet, "/session", nil, nil))
}
