package api_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
)

// TestHostileRequestsGetClearProblems sends what no honest client would, to
// either database: each takes a 4xx with a problem that says what is wrong.
func TestHostileRequestsGetClearProblems(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		x := setupOn(t, url, func(c *api.Config) { c.BodyLimit = 1 << 20 })
		x.addUsers(t)
		key := x.key(t, auth.Admin).Key
		run := func(rest string) string { return `{"basin":"fen-hutuo"` + rest + `}` }
		deep := func(open, closed string, n int) string {
			return strings.Repeat(open, n) + "1" + strings.Repeat(closed, n)
		}
		var laughs strings.Builder
		laughs.WriteString("a: &a [x, x, x, x, x, x, x, x, x]\n")
		for i := range 8 {
			name, before := string(rune('b'+i)), string(rune('a'+i))
			laughs.WriteString(name + ": &" + name + " [*" + strings.Join(slices.Repeat([]string{before}, 9), ", *") + "]\n")
		}
		for _, q := range []struct{ name, method, path, body string }{
			{"empty body", "POST", "/runs", ""},
			{"a list", "POST", "/runs", "[]"},
			{"null", "POST", "/runs", "null"},
			{"two documents", "POST", "/runs", run("") + run("")},
			{"NaN", "POST", "/runs", run(`,"p":NaN`)},
			{"Infinity", "POST", "/runs", run(`,"p":Infinity`)},
			{"too large a number", "POST", "/runs", run(`,"p":1e999`)},
			{"too large an integer", "POST", "/runs", run(`,"year":99999999999999999999`)},
			{"a fraction for an integer", "POST", "/runs", run(`,"year":2025.5`)},
			{"too many periods", "POST", "/runs", run(`,"periods":1000000`)},
			{"too large a number in a value", "POST", "/runs", run(`,"set":[{"path":"nodes.res-fenhe.initial","value":1e999}]`)},
			{"infinity in a value", "POST", "/runs", run(`,"set":[{"path":"nodes.res-fenhe.initial","value":".inf"}]`)},
			{"a list for a value", "POST", "/runs", run(`,"set":[{"path":"nodes.res-fenhe.initial","value":[1,2]}]`)},
			{"an object for a value", "POST", "/runs", run(`,"set":[{"path":"nodes.res-fenhe.initial","value":{"a":1}}]`)},
			{"lists too deep", "POST", "/runs", run(`,"changes":` + deep("[", "]", 20_000))},
			{"objects too deep", "POST", "/runs", run(`,"changes":[` + deep(`{"a":`, "}", 9_000) + `]`)},
			{"a value too deep", "POST", "/runs", run(`,"set":[{"path":"nodes.res-fenhe.initial","value":` + deep("[", "]", 9_000) + `}]`)},
			{"a path that leads nowhere", "POST", "/runs", run(`,"set":[{"path":"nodes.../../etc/passwd","value":1}]`)},
			{"a series of nonsense", "POST", "/runs", run(`,"inflow":"date,x\n2025-01,NaN\n"`)},
			{"a scenario of another kind", "POST", "/runs", run(`,"scenario":"'; DROP TABLE runs; --"`)},
			{"a change of the wrong type", "POST", "/scenarios", `{"basin":"fen-hutuo","name_zh":"x","changes":[{"inflow":{"factor":"1e999"}}]}`},
			{"a change of NaN", "POST", "/scenarios", `{"basin":"fen-hutuo","name_zh":"x","changes":[{"inflow":{"factor":".nan"}}]}`},
			{"YAML that grows", "POST", "/basins", laughs.String()},
			{"YAML too deep", "POST", "/basins", "nodes: " + deep("[", "]", 20_000)},
			{"a zero byte", "POST", "/basins", "id: a\x00b\n"},
			{"no UTF-8", "POST", "/basins", "id: \xff\xfe\n"},
			{"a file outside", "POST", "/basins", "format: fenhu/1\nid: x\nseries: [{id: s, file: ../../etc/passwd}]\n"},
			{"a document too large", "POST", "/basins", strings.Repeat("#", 1<<20+1)},
			{"a run too large", "POST", "/runs", run(`,"title":"` + strings.Repeat("x", 1<<20) + `"`)},
			{"a zero byte in the path", "GET", "/runs/a%00b", ""},
			{"no UTF-8 in the path", "GET", "/runs/%ff%fe", ""},
			{"a zero byte in the query", "GET", "/runs?title=a%00b", ""},
			{"no UTF-8 in the query", "GET", "/runs?title=%ff", ""},
			{"half an escape in the query", "GET", "/runs?title=%zz", ""},
			{"a number that is none", "GET", "/runs?limit=1e999", ""},
			{"a time that is none", "GET", "/runs?since=yesterday", ""},
			{"a way out of the tables", "GET", "/runs/x/tables/..%2f..%2f..%2fetc%2fpasswd", ""},
			{"a way out of the runs", "GET", "/runs/..%2f..%2fusers/result", ""},
			{"a way out in the clear", "GET", "/runs/../../../../etc/passwd", ""},
			{"a way out with backslashes", "GET", `/runs/..%5c..%5cwindows/result`, ""},
			{"a basin outside", "GET", "/basins/..%2f..%2fetc%2fpasswd/document", ""},
			{"a very long id", "GET", "/runs/" + strings.Repeat("x", 10_000), ""},
		} {
			t.Run(q.name, func(t *testing.T) {
				for _, chunked := range []bool{false, true} {
					if chunked && q.method == "GET" {
						continue
					}
					var body io.Reader = strings.NewReader(q.body)
					if chunked {
						body = io.MultiReader(body) // hides its length
					}
					r, err := http.NewRequestWithContext(t.Context(), q.method, x.URL+api.Prefix+q.path, body)
					if err != nil {
						r, err = http.NewRequestWithContext(t.Context(), q.method, x.URL, body)
						if err != nil {
							t.Fatal(err)
						}
						path, query, _ := strings.Cut(q.path, "?")
						r.URL.Opaque, r.URL.RawQuery = "//"+r.URL.Host+api.Prefix+path, query
					}
					r.Header.Set("Authorization", "Bearer "+key)
					r.Header.Set("Content-Type", "application/json")
					r.Header.Set("Accept-Language", "en")
					answer, err := x.Client().Do(r)
					if err != nil {
						t.Fatal(err)
					}
					data, err := io.ReadAll(answer.Body)
					answer.Body.Close()
					var p struct {
						Status int
						Detail string
					}
					readable := json.Unmarshal(data, &p) == nil && p.Status == answer.StatusCode && p.Detail != ""
					if err != nil || answer.StatusCode < 400 || answer.StatusCode >= 500 || !readable {
						t.Errorf("chunked %t: %d %.500s, %v", chunked, answer.StatusCode, data, err)
					}
					if large := strings.HasSuffix(q.name, "too large"); large != (answer.StatusCode == http.StatusRequestEntityTooLarge) {
						t.Errorf("chunked %t: %d %.500s", chunked, answer.StatusCode, data)
					}
				}
			})
		}
		t.Run("a zero byte in a text", func(t *testing.T) { // which only one of the databases takes
			c := x.key(t, auth.Admin)
			if _, err := c.Submit(t.Context(), api.RunBody{Basin: "fen-hutuo", Title: "a\x00b"}); statusOf(err) >= 500 {
				t.Error(err)
			}
			if _, err := c.SubmitOnce(t.Context(), "key \xff", api.RunBody{Basin: "fen-hutuo"}); statusOf(err) >= 500 {
				t.Error(err)
			}
		})
	})
}

// TestNamesThatAreFormulasAreHarmlessInTables gives a county the name of each
// kind of formula.
func TestNamesThatAreFormulasAreHarmlessInTables(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	document, err := os.ReadFile(filepath.Join("..", "testdata", "cases", "al-01-priority", "basin.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for i, name := range []string{"=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1+1"} {
		id := "formula-" + string(rune('a'+i))
		quoted, err := json.Marshal(name)
		if err != nil {
			t.Fatal(err)
		}
		basin := strings.NewReplacer("id: al-01-priority", "id: "+id, "甲县", string(quoted)).Replace(string(document))
		if _, err := c.CreateBasin(ctx, []byte(basin)); err != nil {
			if statusOf(err) != http.StatusUnprocessableEntity {
				t.Errorf("%q: %v", name, err)
			}
			t.Logf("%q: %v", name, err)
			continue // refused before it can do harm
		}
		r, err := c.Submit(ctx, api.RunBody{Basin: id})
		if err == nil {
			r, err = c.Wait(ctx, r.ID, 20*time.Millisecond)
		}
		if err != nil || r.Status != store.RunDone {
			t.Fatalf("%q: %+v, %v", name, r, err)
		}
		data, err := c.Table(ctx, r.ID, "balance.csv")
		if err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(data), "\ufeff"))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, line := range lines {
			for _, cell := range line {
				found = found || cell == "'"+name
				if cell == name {
					t.Errorf("%q stands in the table as it is", name)
				}
			}
		}
		if !found {
			t.Errorf("%q is not in the table:\n%s", name, data)
		}
	}
}
