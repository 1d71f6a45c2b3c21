package api_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
)

// TestEveryRouteRefusesTheWrongRole walks the table of routes with each role,
// by key and by session.
func TestEveryRouteRefusesTheWrongRole(t *testing.T) {
	t.Parallel()
	x := setup(t, nil)
	x.addUsers(t)
	clients := map[auth.Role]*client.Client{auth.Anyone: x.key(t, auth.Anyone)}
	for _, r := range auth.Roles() {
		clients[r.ID] = x.key(t, r.ID)
	}
	fill := strings.NewReplacer("{id}", "nothing", "{file}", "balance.csv", "{user}", "nobody")
	for _, r := range api.Routes() {
		for role, c := range clients {
			err := c.Do(t.Context(), r.Method, fill.Replace(r.Path), nil, nil)
			status := statusOf(err)
			want := 0
			switch {
			case role.Allows(r.Role):
			case role == auth.Anyone:
				want = http.StatusUnauthorized
			default:
				want = http.StatusForbidden
			}
			if want != 0 && status != want {
				t.Errorf("%s %s as %q: status %d, want %d", r.Method, r.Path, role, status, want)
			}
			refused := status == http.StatusUnauthorized || status == http.StatusForbidden
			own := strings.HasPrefix(r.Path, "/session") || r.Path == "/keys" && r.Method == http.MethodPost || r.Path == "/setup"
			if want == 0 && (status >= 500 || refused && !own) {
				t.Errorf("%s %s as %q: status %d (%v)", r.Method, r.Path, role, status, err)
			}
		}
	}
}

// TestEveryChangeBySessionNeedsItsCSRFToken walks the table of routes with a
// session of each role: without the token and with a wrong one every change is
// refused, with the right one the role decides.
func TestEveryChangeBySessionNeedsItsCSRFToken(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	fill := strings.NewReplacer("{id}", "nothing", "{file}", "balance.csv", "{user}", "nobody")
	for _, role := range auth.Roles() {
		c := x.client(t) // keeps the cookie, but not the token
		var session api.Session
		if err := c.Do(ctx, http.MethodPost, "/session", api.Credentials{Login: string(role.ID), Password: password}, &session); err != nil {
			t.Fatal(err)
		}
		for _, r := range api.Routes() {
			if r.Role == auth.Anyone {
				continue
			}
			with := func(token string) int {
				h := http.Header{}
				if token != "" {
					h.Set("X-Csrf-Token", token)
				}
				return statusOf(sendOnly(c.Send(ctx, r.Method, fill.Replace(r.Path), nil, h)))
			}
			reads := r.Method == http.MethodGet
			allowed := role.ID.Allows(r.Role)
			for _, token := range []string{"", "guess", strings.ToUpper(session.CSRF)} {
				if got := with(token); (got == http.StatusForbidden) != (!reads || !allowed) {
					t.Errorf("%s %s as %s with the token %q: status %d", r.Method, r.Path, role.ID, token, got)
				}
			}
			if r.ID == "log-out" {
				continue // it would end the walk
			}
			if got := with(session.CSRF); (got == http.StatusForbidden) == allowed || got >= 500 || got == http.StatusUnauthorized {
				t.Errorf("%s %s as %s: status %d", r.Method, r.Path, role.ID, got)
			}
		}
		if got := statusOf(sendOnly(c.Send(ctx, http.MethodDelete, "/session", nil, http.Header{"X-Csrf-Token": {session.CSRF}}))); got != http.StatusOK {
			t.Errorf("log-out as %s: status %d", role.ID, got)
		}
	}
}

func statusOf(err error) int {
	if p, ok := errors.AsType[*client.ProblemError](err); ok {
		return p.Status
	}
	if err != nil {
		return -1
	}
	return http.StatusOK
}

func TestMetricsNeedALogIn(t *testing.T) {
	t.Parallel()
	x := setup(t, nil)
	x.addUsers(t)
	c := x.key(t, auth.Viewer)
	for key, want := range map[string]int{"": http.StatusUnauthorized, c.Key: http.StatusOK} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, x.URL+"/metrics", nil)
		if err != nil {
			t.Fatal(err)
		}
		if key != "" {
			r.Header.Set("Authorization", "Bearer "+key)
		}
		answer, err := x.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("key %q: status %d, want %d", key, answer.StatusCode, want)
		}
	}
}

func TestAKeyIsLimitedByItsScopes(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		role   auth.Role
		scopes []string
		want   auth.Role
	}{
		{auth.Admin, []string{"read"}, auth.Viewer},
		{auth.Admin, []string{"read", "write"}, auth.Engineer},
		{auth.Viewer, []string{"admin"}, auth.Viewer},
		{auth.Engineer, []string{"write"}, auth.Engineer},
		{auth.Admin, []string{"nonsense"}, auth.Anyone},
	} {
		if got := auth.Limit(x.role, x.scopes); got != x.want {
			t.Errorf("%s with %v is %q, want %q", x.role, x.scopes, got, x.want)
		}
	}
}
