package api_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
)

// TestOnlyNamedSitesMayUseTheAPIFromABrowser asks as pages of sites do: first
// whether they may, then with a key.
func TestOnlyNamedSitesMayUseTheAPIFromABrowser(t *testing.T) {
	t.Parallel()
	const named, other = "https://water.example", "https://elsewhere.example"
	for _, c := range []struct {
		name    string
		origins []string
		origin  string
		shared  bool
	}{
		{"none by default", nil, named, false},
		{"a named site", []string{named}, named, true},
		{"a site that is not named", []string{named}, other, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			x := setup(t, func(s *api.Config) { s.Origins = c.origins })
			x.addUsers(t)
			key := x.key(t, auth.Engineer)
			header := http.Header{"Origin": {c.origin}, "Sec-Fetch-Site": {"cross-site"}}
			ask := header.Clone()
			ask.Set("Access-Control-Request-Method", http.MethodPost)
			ask.Set("Access-Control-Request-Headers", "authorization,content-type")
			for method, h := range map[string]http.Header{http.MethodOptions: ask, http.MethodGet: header, http.MethodPost: header} {
				answer, err := key.Send(t.Context(), method, "/scenarios", nil, h)
				if method == http.MethodPost { // allowed as far as the empty body
					want := http.StatusForbidden
					if c.shared {
						want = http.StatusBadRequest
					}
					if got := statusOf(err); got != want {
						t.Errorf("%s: status %d, want %d", method, got, want)
					}
				}
				if answer == nil {
					if c.shared && method != http.MethodPost {
						t.Errorf("%s: %v", method, err)
					}
					continue
				}
				answer.Body.Close()
				got := answer.Header.Get("Access-Control-Allow-Origin")
				if (got == c.origin) != c.shared || got != "" && !c.shared {
					t.Errorf("%s: shared with %q", method, got)
				}
				if answer.Header.Get("Access-Control-Allow-Credentials") != "" {
					t.Errorf("%s: cookies may be sent along", method)
				}
			}
		})
	}
}

func TestSitesAreNamedInFull(t *testing.T) {
	t.Parallel()
	x := setup(t, nil)
	for _, origin := range []string{"*", "https://*.example", "water.example", "https://water.example/path", ""} {
		_, err := api.New(api.Config{Store: x.db, Queue: x.queue, Now: time.Now, Hasher: x.hasher, Origins: []string{origin}})
		if !errors.Is(err, api.ErrOrigin) {
			t.Errorf("%q: %v", origin, err)
		}
	}
}
