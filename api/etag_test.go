package api_test

import (
	"net/http"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
)

// TestTheTagOfAResultStandsForTheResult compares the tags of equal and of
// different runs; how long a run took is no difference.
func TestTheTagOfAResultStandsForTheResult(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	dry, mean := 95.0, 0.0
	var runs []store.Run
	for _, p := range []*float64{&dry, &dry, &mean} {
		r, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", P: p})
		if err == nil {
			r, err = c.Wait(ctx, r.ID, 20*time.Millisecond)
		}
		if err != nil || r.Status != store.RunDone {
			t.Fatalf("%+v, %v", r, err)
		}
		runs = append(runs, r)
	}
	seen := map[string]string{}
	for _, path := range []string{"/result", "/certificate", "/tables/balance.csv", "/tables/balance.csv?lang=zh", "/tables/all.xlsx"} {
		var tags []string
		for _, r := range runs {
			status, tag := tagged(t, c, "/runs/"+r.ID+path, "")
			if status != http.StatusOK || tag == "" {
				t.Fatalf("%s: %d, tag %q", path, status, tag)
			}
			for _, known := range []string{tag, `"other", ` + tag, "*"} {
				if status, again := tagged(t, c, "/runs/"+r.ID+path, known); status != http.StatusNotModified || again != tag {
					t.Errorf("%s if none matches %s: %d, tag %q", path, known, status, again)
				}
			}
			tags = append(tags, tag)
		}
		if tags[0] != tags[1] || tags[0] == tags[2] {
			t.Errorf("%s: tags %q; the first two runs are equal, the third is not", path, tags)
		}
		if status, _ := tagged(t, c, "/runs/"+runs[2].ID+path, tags[0]); status != http.StatusOK {
			t.Errorf("%s with the tag of another result: %d", path, status)
		}
		if other := seen[tags[0]]; other != "" {
			t.Errorf("%s and %s have one tag", path, other)
		}
		seen[tags[0]] = path
	}
	bare, err := c.Submit(ctx, api.RunBody{Basin: "fen-hutuo", RunOptions: api.RunOptions{NoCertificate: true}})
	if err == nil {
		bare, err = c.Wait(ctx, bare.ID, 20*time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	if status, _ := tagged(t, c, "/runs/"+bare.ID+"/certificate", "*"); status != http.StatusNotFound {
		t.Errorf("a certificate that does not exist: %d", status)
	}
}

// tagged returns status and tag of an answer.
func tagged(t *testing.T, c *client.Client, path, known string) (int, string) {
	t.Helper()
	var header http.Header
	if known != "" {
		header = http.Header{"If-None-Match": {known}}
	}
	answer, err := c.Send(t.Context(), http.MethodGet, path, nil, header)
	if err != nil {
		return statusOf(err), ""
	}
	answer.Body.Close()
	return answer.StatusCode, answer.Header.Get("ETag")
}
