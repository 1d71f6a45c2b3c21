package api_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/optimize"
)

// finished submits a run and waits for its end.
func finished(t *testing.T, c *client.Client, b api.RunBody) store.Run {
	t.Helper()
	r, err := c.Submit(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = c.Wait(t.Context(), r.ID, 20*time.Millisecond); err != nil || r.Status != store.RunDone {
		t.Fatalf("run %+v, %v", r, err)
	}
	return r
}

// get reads a path of the API.
func get(t *testing.T, c *client.Client, path string, out any) {
	t.Helper()
	if err := c.Do(t.Context(), http.MethodGet, path, nil, out); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// TestRunsFromBeforePartsAreRead stores a result as a single part, as it was
// done once, and compares what is read of it.
func TestRunsFromBeforePartsAreRead(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	p := 75.0
	r := finished(t, c, api.RunBody{Basin: "fen-hutuo", P: &p})
	whole, err := c.Result(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(whole)
	if err != nil {
		t.Fatal(err)
	}
	old, err := x.db.SubmitRun(ctx, store.Actor{}, store.NewRun{BasinID: "fen-hutuo", Request: r.Request}, func(context.Context, *sql.Tx, store.Run) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	if stored, err := x.db.FinishRun(ctx, old.ID, "", store.Outcome{Status: store.RunDone, Parts: map[string][]byte{store.PartResult: data}}); err != nil || !stored {
		t.Fatal(stored, err)
	}
	again, err := c.Result(ctx, old.ID)
	if err != nil {
		t.Fatal(err)
	}
	var one, two any
	for v, from := range map[*any]*optimize.Allocation{&one: whole, &two: again} {
		data, err := json.Marshal(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(data, v); err != nil {
			t.Fatal(err)
		}
	}
	if d := cmp.Diff(one, two); d != "" {
		t.Error(d)
	}
	for _, name := range []string{"balance.csv", "water-values.json", "quotas.json", "all.txt"} {
		want, err := c.Table(ctx, r.ID, name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := c.Table(ctx, old.ID, name)
		if err != nil || string(got) != string(want) {
			t.Errorf("%s: %v\n%s", name, err, cmp.Diff(string(want), string(got)))
		}
	}
}

// TestTheSummaryIsSmall: the summary holds the totals and no series.
func TestTheSummaryIsSmall(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	r := finished(t, c, api.RunBody{Basin: "fen-hutuo"})
	answer, err := c.Send(ctx, http.MethodGet, "/runs/"+r.ID+"/summary", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	var data json.RawMessage
	get(t, c, "/runs/"+r.ID+"/summary", &data)
	var a optimize.Allocation
	if err := json.Unmarshal(data, &a); err != nil {
		t.Fatal(err)
	}
	if a.Indicators.Demand != r.Summary.Demand || len(a.Projects) == 0 || len(a.Periods) != 12 || a.Nodes != nil || a.Counties != nil || len(data) > 50_000 {
		t.Errorf("summary of %d bytes: %+v", len(data), a.Indicators)
	}
	again, err := c.Send(ctx, http.MethodGet, "/runs/"+r.ID+"/summary", nil, http.Header{"If-None-Match": {answer.Header.Get("ETag")}})
	if err != nil || again.StatusCode != http.StatusNotModified {
		t.Errorf("again: %v, %v", again, err)
	} else {
		again.Body.Close()
	}
}
