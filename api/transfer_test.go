package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
	"fenhu/optimize/compensation"
	"fenhu/optimize/transfer"
)

func TestARunThatIsAskedToSaysWhatIsOwedForWaterOfAnotherBasin(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c, p := x.key(t, auth.Engineer), 75.0
	body := api.RunBody{Basin: "fen-hutuo", P: &p, RunOptions: api.RunOptions{
		NoCertificate: true, Transfer: map[string]any{"projects": []string{"pingshang"}, "key": "nucleolus", "owners": map[string]string{"in-qingshui": "wutai", "in-pingshang-spring": "wutai"}},
	}}
	r, err := c.Submit(ctx, body)
	if err != nil {
		t.Fatal(err)
	}
	if r, err = c.Wait(ctx, r.ID, 50*time.Millisecond); err != nil || r.Status != store.RunDone {
		t.Fatalf("%+v, %v", r, err)
	}
	var s transfer.Study
	answer, err := c.Send(ctx, http.MethodGet, "/runs/"+r.ID+"/transfer", nil, http.Header{"Accept-Encoding": {"identity"}})
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if err := json.NewDecoder(answer.Body).Decode(&s); err != nil {
		t.Fatal(err)
	}
	if len(s.Projects) != 1 || s.Projects[0].Key != "nucleolus" || s.Result.Total != s.Projects[0].Charge || s.Result.Total == 0 {
		t.Errorf("%d projects, %+v", len(s.Projects), s.Result)
	}
	var net compensation.Money
	for _, b := range s.Result.Balances {
		net += b.Net
	}
	if net != 0 {
		t.Errorf("the balances sum to %s", net)
	}
	for name, want := range map[string]string{"transfer-keys.csv?lang=en": "nucleolus", "transfer-terms.txt?lang=zh": "等级", "all.xlsx": "PK"} {
		answer, err := c.Send(ctx, http.MethodGet, "/runs/"+r.ID+"/transfer/"+name, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		data := make([]byte, 1<<20)
		n, _ := answer.Body.Read(data)
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK || !strings.Contains(string(data[:n]), want) {
			t.Errorf("%s: %d, %.200s", name, answer.StatusCode, data[:n])
		}
	}
	if _, err := c.Result(ctx, r.ID); err != nil {
		t.Errorf("the result: %v", err)
	}
	err = c.Do(ctx, http.MethodGet, "/runs/"+r.ID+"/transfer/none.csv", nil, nil)
	if err == nil || !strings.Contains(err.Error(), "transfer-keys") {
		t.Errorf("an unknown table: %v", err)
	}

	body.Transfer = map[string]any{"key": "luck", "projects": []string{"none"}, "weight": map[string]any{"value": 2, "grade": "D"}}
	_, err = c.Submit(ctx, body)
	for _, path := range []string{"body.transfer.key", "body.transfer.projects[0]", "body.transfer.weight.value"} {
		if err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("no fault of %s in %v", path, err)
		}
	}

	body.Transfer = nil
	if r, err = c.Submit(ctx, body); err != nil {
		t.Fatal(err)
	}
	if r, err = c.Wait(ctx, r.ID, 50*time.Millisecond); err != nil || r.Status != store.RunDone {
		t.Fatalf("%+v, %v", r, err)
	}
	if err := c.Do(ctx, http.MethodGet, "/runs/"+r.ID+"/transfer", nil, &s); err == nil || !strings.Contains(err.Error(), "404") && !strings.Contains(err.Error(), "transfer") {
		t.Errorf("a run that was not asked for it: %v", err)
	}
}
