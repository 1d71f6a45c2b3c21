package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"fenhu/api"
)

// page asks for an address as a browser does.
func (x *service) page(t *testing.T, method, path, accept string) (status int, header http.Header, body string) {
	t.Helper()
	q, err := http.NewRequestWithContext(t.Context(), method, x.URL+path, http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	q.Header.Set("Accept", accept)
	answer, err := x.Client().Do(q)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, answer.Header, string(data)
}

func TestTheInterfaceIsServedAtEveryAddressThatIsNothingElse(t *testing.T) {
	t.Parallel()
	x := setup(t, func(c *api.Config) {
		c.UI = fstest.MapFS{
			"index.html":    {Data: []byte("<title>interface</title>")},
			"assets/a-1.js": {Data: []byte("let a")},
			"icon.svg":      {Data: []byte("<svg/>")},
		}
	})
	const html = "text/html,*/*;q=0.8"
	for _, q := range []struct {
		name, method, path, accept, body, cache string
		status                                  int
	}{
		{"the root", "GET", "/", html, "interface", "no-cache", 200},
		{"a screen", "GET", "/results?run=1", html, "interface", "no-cache", 200},
		{"its head", "HEAD", "/results", html, "", "no-cache", 200},
		{"a file whose name holds its hash", "GET", "/assets/a-1.js", "*/*", "let a", "public, max-age=31536000, immutable", 200},
		{"another file", "GET", "/icon.svg", "*/*", "<svg/>", "no-cache", 200},
		{"a file that is not there", "GET", "/assets/b.js", html, "", "no-store", 404},
		{"a folder", "GET", "/assets", "*/*", "", "no-store", 404},
		{"a way out of the folder", "GET", "/../../etc/passwd", "*/*", "", "no-store", 404},
		{"a program that asks for a screen", "GET", "/results", "application/json", "", "no-store", 404},
		{"a resource that is not there", "GET", "/api/v1/nothing", html, "", "no-store", 404},
		{"a change", "POST", "/results", html, "", "no-store", 405},
	} {
		status, header, body := x.page(t, q.method, q.path, q.accept)
		if status != q.status || !strings.Contains(body, q.body) || header.Get("Cache-Control") != q.cache {
			t.Errorf("%s: %d %q %.80s", q.name, status, header.Get("Cache-Control"), body)
		}
		policy := header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("%s: the policy is %q", q.name, policy)
		}
	}
}

func TestAServiceWithoutAnInterfaceSaysHowToGetOne(t *testing.T) {
	t.Parallel()
	x := setup(t, nil)
	for path, want := range map[string]string{"/": "make build", "/?lang=en": "Install Node"} {
		status, _, body := x.page(t, "GET", path, "text/html")
		if status != http.StatusOK || !strings.Contains(body, want) || !strings.Contains(body, "/api/v1/docs") {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if status, _, _ := x.page(t, "GET", "/assets/a.js", "*/*"); status != http.StatusNotFound {
		t.Errorf("a file of no interface: %d", status)
	}
}
