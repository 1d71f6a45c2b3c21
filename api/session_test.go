package api_test

import (
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
)

// TestTheFirstAdmin goes from the set-up link to a second user who logs in.
func TestTheFirstAdmin(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	c := x.client(t)
	token, err := x.api.SetupToken(ctx)
	if err != nil || token == "" {
		t.Fatalf("token %q, %v", token, err)
	}
	// A restart gives out another link; the one before stays valid.
	if other, err := x.api.SetupToken(ctx); err != nil || other == "" || other == token {
		t.Fatalf("token %q, %v", other, err)
	}
	for _, s := range []struct {
		body api.Setup
		want int
	}{
		{api.Setup{Token: "guess", Login: "wang", Password: password}, http.StatusForbidden},
		{api.Setup{Token: token, Login: "wang", Password: "short"}, http.StatusUnprocessableEntity},
		{api.Setup{Token: token, Login: "<wang>", Password: password}, http.StatusUnprocessableEntity},
		{api.Setup{Token: token, Login: "wang", Password: password}, http.StatusOK},
		{api.Setup{Token: token, Login: "li", Password: password}, http.StatusForbidden},
	} {
		if got := statusOf(c.Do(ctx, http.MethodPost, "/setup", s.body, nil)); got != s.want {
			t.Errorf("set-up with %+v: status %d, want %d", s.body, got, s.want)
		}
	}
	if again, err := x.api.SetupToken(ctx); again != "" || err != nil {
		t.Errorf("a second token %q, %v", again, err)
	}
	session, err := c.LogIn(ctx, "WANG", password)
	if err != nil || session.Role != auth.Admin || session.CSRF == "" {
		t.Fatalf("session %+v, %v", session, err)
	}
	var u store.User
	if err := c.Do(ctx, http.MethodPost, "/users", api.NewUser{Login: "li", Role: store.RoleViewer, Password: password}, &u); err != nil {
		t.Fatal(err)
	}
	li := x.client(t)
	if _, err := li.LogIn(ctx, "li", password); err != nil {
		t.Fatal(err)
	}
	if got := statusOf(li.Do(ctx, http.MethodGet, "/users", nil, nil)); got != http.StatusForbidden {
		t.Errorf("a viewer reads users: %d", got)
	}
	var key api.CreatedKey
	if err := li.Do(ctx, http.MethodPost, "/keys", api.NewKey{Name: "script", Scopes: []string{"admin"}}, &key); err != nil {
		t.Fatal(err)
	}
	script := x.client(t)
	script.Key = key.Key
	if got := statusOf(script.Do(ctx, http.MethodGet, "/basins", nil, nil)); got != http.StatusOK {
		t.Errorf("a key reads: %d", got)
	}
	if got := statusOf(script.Do(ctx, http.MethodGet, "/users", nil, nil)); got != http.StatusForbidden {
		t.Errorf("a viewer's key with admin scope reads users: %d", got)
	}
	if got := statusOf(script.Do(ctx, http.MethodPost, "/keys", api.NewKey{Name: "more"}, nil)); got != http.StatusForbidden {
		t.Errorf("a key makes a key: %d", got)
	}
	yes := true
	if err := c.Do(ctx, http.MethodPatch, "/users/"+u.ID, api.UserChange{Disabled: &yes}, nil); err != nil {
		t.Fatal(err)
	}
	for name, who := range map[string]interface {
		status(t *testing.T) int
	}{"session": asking{li}, "key": asking{script}} {
		if got := who.status(t); got != http.StatusUnauthorized {
			t.Errorf("%s of a disabled user: %d", name, got)
		}
	}
	var audit api.List[store.Entry]
	if err := c.Do(ctx, http.MethodGet, "/audit?object=user", nil, &audit); err != nil || len(audit.Items) < 3 {
		t.Errorf("audit %+v, %v", audit, err)
	}
	for _, e := range audit.Items {
		if strings.Contains(string(e.From)+string(e.To), "argon2") {
			t.Errorf("the audit trail holds a hash: %s", e.To)
		}
	}
}

func TestSessionsAreProtected(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.client(t)
	answer, err := c.Send(ctx, http.MethodPost, "/session", api.Credentials{Login: "engineer", Password: password}, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	cookie := answer.Cookies()[0]
	if !cookie.Secure || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Path != "/" || cookie.Domain != "" {
		t.Errorf("cookie %+v", cookie)
	}
	scenario := api.ScenarioBody{Basin: "fen-hutuo", NameZH: "试"}
	if got := statusOf(c.Do(ctx, http.MethodGet, "/session", nil, nil)); got != http.StatusOK {
		t.Errorf("reading without a CSRF token: %d", got)
	}
	if got := statusOf(c.Do(ctx, http.MethodPost, "/scenarios", scenario, nil)); got != http.StatusForbidden {
		t.Errorf("changing without a CSRF token: %d", got)
	}
	if got := statusOf(sendOnly(c.Send(ctx, http.MethodPost, "/scenarios", scenario, http.Header{"X-Csrf-Token": {"guess"}}))); got != http.StatusForbidden {
		t.Errorf("changing with a wrong CSRF token: %d", got)
	}
	if _, err := c.LogIn(ctx, "engineer", password); err != nil {
		t.Fatal(err)
	}
	if err := c.Do(ctx, http.MethodPost, "/scenarios", scenario, nil); err != nil {
		t.Error(err)
	}
	if got := statusOf(sendOnly(c.Send(ctx, http.MethodPost, "/scenarios", scenario, http.Header{"Origin": {"https://elsewhere.example"}}))); got != http.StatusForbidden {
		t.Errorf("changing from another site: %d", got)
	}
	if err := c.Do(ctx, http.MethodDelete, "/session", nil, nil); err != nil {
		t.Error(err)
	}
	if got := statusOf(c.Do(ctx, http.MethodGet, "/session", nil, nil)); got != http.StatusUnauthorized {
		t.Errorf("after the log-out: %d", got)
	}
}

func TestGuessingIsSlowedDown(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.client(t)
	last := 0
	for range 7 {
		_, err := c.LogIn(ctx, "admin", "wrong password")
		last = statusOf(err)
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the seventh guess: %d", last)
	}
	if _, err := c.LogIn(ctx, "admin", password); statusOf(err) != http.StatusTooManyRequests {
		t.Errorf("the right password while waiting: %v", err)
	}
}

func TestDevelopmentModeStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	x := setup(t, func(c *api.Config) { c.Dev = true })
	if err := x.client(t).Do(t.Context(), http.MethodGet, "/users", nil, nil); err != nil {
		t.Error(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, x.URL+"/api/v1/users", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Host = "rebound.example"
	answer, err := x.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusForbidden {
		t.Errorf("another name of this machine: %d", answer.StatusCode)
	}
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := x.api.Serve(t.Context(), l, time.Second); err == nil {
		t.Error("served everyone")
	}
}

// sendOnly closes the answer and keeps the error.
func sendOnly(answer *http.Response, err error) error {
	if answer != nil {
		answer.Body.Close()
	}
	return err
}
