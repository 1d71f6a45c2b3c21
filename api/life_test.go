package api_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
)

// TestTheLifeOfARun does what a new user would do.
func TestTheLifeOfARun(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	basins, err := c.Basins(ctx)
	if err != nil || len(basins) == 0 {
		t.Fatalf("basins %v, %v", basins, err)
	}
	var parent, child api.Scenario
	dry := []map[string]any{{"inflow": map[string]any{"factor": 0.8}}}
	if err := c.Do(ctx, http.MethodPost, "/scenarios", api.ScenarioBody{Basin: basins[0].ID, NameZH: "枯水", Changes: dry}, &parent); err != nil {
		t.Fatal(err)
	}
	later := []map[string]any{{"year": map[string]any{"to": 2035}}}
	if err := c.Do(ctx, http.MethodPost, "/scenarios", api.ScenarioBody{Basin: basins[0].ID, Parent: parent.ID, NameZH: "远期", Changes: later}, &child); err != nil {
		t.Fatal(err)
	}
	var effective api.List[api.Effective]
	if err := c.Do(ctx, http.MethodGet, "/scenarios/"+child.ID+"/effective", nil, &effective); err != nil || len(effective.Items) != 2 || effective.Items[0].Scenario != parent.ID {
		t.Errorf("effective %+v, %v", effective, err)
	}
	p := 95.0
	a, err := c.Submit(ctx, api.RunBody{Basin: basins[0].ID, P: &p, Title: "a"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := c.Submit(ctx, api.RunBody{Basin: basins[0].ID, Scenario: child.ID, P: &p, Title: "b"})
	if err != nil {
		t.Fatal(err)
	}
	done, err := c.Follow(ctx, a.ID, nil)
	if err != nil || done.Status != store.RunDone || done.Summary.Demand <= 0 {
		t.Fatalf("run %+v, %v", done, err)
	}
	if done, err = c.Wait(ctx, b.ID, 50*time.Millisecond); err != nil || done.Status != store.RunDone || done.Summary.Year != 2035 {
		t.Fatalf("run %+v, %v", done, err)
	}
	result, err := c.Result(ctx, a.ID)
	if err != nil || len(result.Counties) == 0 {
		t.Fatalf("result: %v", err)
	}
	if v, err := c.Verify(ctx, a.ID); err != nil || !v.OK {
		t.Errorf("verification %+v, %v", v, err)
	}
	compared, err := c.Compare(ctx, a.ID, b.ID)
	if err != nil || len(compared.Inputs) == 0 || len(compared.Counties) == 0 {
		t.Errorf("comparison %+v, %v", compared, err)
	}
	var tables api.List[api.TableInfo]
	if err := c.Do(ctx, http.MethodGet, "/runs/"+a.ID+"/tables", nil, &tables); err != nil || len(tables.Items) < 5 {
		t.Errorf("tables %+v, %v", tables, err)
	}
	for _, info := range tables.Items {
		for _, file := range info.Files {
			if data, err := c.Table(ctx, a.ID, file[strings.LastIndex(file, "/")+1:]); err != nil || len(data) == 0 {
				t.Errorf("%s: %v", file, err)
			}
		}
	}
	if book, err := c.Table(ctx, a.ID, "all.xlsx"); err != nil || !bytes.HasPrefix(book, []byte("PK")) {
		t.Errorf("workbook: %v", err)
	}
	for _, path := range []string{"/result", "/certificate", "/tables/balance.csv"} {
		answer, err := c.Send(ctx, http.MethodGet, "/runs/"+a.ID+path, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		again, err := c.Send(ctx, http.MethodGet, "/runs/"+a.ID+path, nil, http.Header{"If-None-Match": {answer.Header.Get("ETag")}})
		if err != nil || again.StatusCode != http.StatusNotModified {
			t.Errorf("%s again: %v, %v", path, again, err)
			continue
		}
		if rest, err := io.ReadAll(again.Body); err != nil || len(rest) > 0 {
			t.Errorf("%s again: %d bytes, %v", path, len(rest), err)
		}
		again.Body.Close()
	}
	var r store.Run
	if err := c.Do(ctx, http.MethodPost, "/runs/"+a.ID+"/rerun", nil, &r); err != nil {
		t.Fatal(err)
	}
	if r, err = c.Wait(ctx, r.ID, 50*time.Millisecond); err != nil || r.Status != store.RunDone {
		t.Errorf("again %+v, %v", r, err)
	}
	if first, err := c.Run(ctx, a.ID); err != nil || first.ResultHash != r.ResultHash {
		t.Errorf("the same inputs gave another result: %v", err)
	}
	if _, err := c.Cancel(ctx, a.ID); statusOf(err) != http.StatusConflict {
		t.Errorf("cancelling a finished run: %v", err)
	}
	if err := c.Do(ctx, http.MethodDelete, "/runs/"+a.ID, nil, nil); err != nil {
		t.Error(err)
	}
	if _, err := c.Run(ctx, a.ID); statusOf(err) != http.StatusNotFound {
		t.Errorf("a deleted run: %v", err)
	}
}

func TestBadRequestsAreRefusedClearly(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, func(c *api.Config) { c.BodyLimit = 1 << 20 }), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Admin)
	for _, q := range []struct {
		name, method, path, body string
		want                     int
	}{
		{"broken JSON", "POST", "/runs", `{"basin":`, 400},
		{"NaN", "POST", "/runs", `{"basin":"fen-hutuo","p":NaN}`, 400},
		{"wrong type", "POST", "/runs", `{"basin":"fen-hutuo","p":"dry"}`, 422},
		{"out of range", "POST", "/runs", `{"basin":"fen-hutuo","p":200}`, 422},
		{"unknown field", "POST", "/runs", `{"basin":"fen-hutuo","q":1}`, 422},
		{"no basin", "POST", "/runs", `{"basin":"../../etc/passwd"}`, 422},
		{"unknown project", "POST", "/runs", `{"basin":"fen-hutuo","on":["nothing"]}`, 422},
		{"NaN in a value", "POST", "/runs", `{"basin":"fen-hutuo","set":[{"path":"nodes.res-fenhe.initial","value":".nan"}]}`, 422},
		{"unknown change", "POST", "/scenarios", `{"basin":"fen-hutuo","name_zh":"x","changes":[{"rain":{}}]}`, 422},
		{"faulty document", "POST", "/basins", "nodes: 3", 422},
		{"huge body", "POST", "/basins", strings.Repeat("#", 1<<20+1), 413},
		{"unknown parameter", "GET", "/runs?colour=red", "", 422},
		{"wrong status", "GET", "/runs?status=lost", "", 422},
		{"wrong cursor", "GET", "/runs?cursor=%27%3B--", "", 422},
		{"cursor of another list", "GET", "/scenarios?cursor=fen-hutuo", "", 422},
		{"wrong cursor of versions", "GET", "/basins/fen-hutuo/versions?cursor=x", "", 422},
		{"wrong cursor of observations", "GET", "/observations?basin=fen-hutuo&cursor=a|b|c|d", "", 422},
		{"wrong cursor of the audit trail", "GET", "/audit?cursor=1", "", 422},
		{"path trick", "GET", "/runs/..%2f..%2fetc/tables/passwd.csv", "", 404},
		{"unknown path", "GET", "/nothing", "", 404},
		{"wrong method", "DELETE", "/runs", "", 405},
	} {
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			r, err := http.NewRequestWithContext(ctx, q.method, x.URL+api.Prefix+q.path, strings.NewReader(q.body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Authorization", "Bearer "+c.Key)
			r.Header.Set("Content-Type", "application/json")
			answer, err := x.Client().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			body, err := io.ReadAll(answer.Body)
			if err != nil || answer.StatusCode != q.want || !strings.HasPrefix(answer.Header.Get("Content-Type"), "application/problem+json") {
				t.Errorf("%d %s: %s, %v", answer.StatusCode, answer.Header.Get("Content-Type"), body, err)
			}
		})
	}
	out, err := c.CheckBasin(ctx, []byte("nodes: 3\nrules: 4\n"))
	if err != nil || out.OK || len(out.Errors) < 2 {
		t.Errorf("dry run %+v, %v", out, err)
	}
}
