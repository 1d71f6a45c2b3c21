package api_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
)

func TestObservationsGoInWholeAndComeOutAgain(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	send := func(path, media, body string) (int, string) {
		t.Helper()
		method := http.MethodPost
		if body == "" {
			method = http.MethodGet
		}
		r, err := http.NewRequestWithContext(ctx, method, x.URL+api.Prefix+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+c.Key)
		r.Header.Set("Accept-Language", "en")
		r.Header.Set("Content-Type", media)
		answer, err := x.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		data, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(data)
	}
	const file = "node,quantity,time,value,source\nres-fenhe,storage,2025-06-01 08:00,9120,=HYPERLINK(1)\n"
	if status, body := send("/observations?basin=fen-hutuo&dry_run=true", "text/csv", file); status != http.StatusOK || !strings.Contains(body, `"values":1`) {
		t.Errorf("dry run: %d %s", status, body)
	}
	if status, body := send("/observations?basin=fen-hutuo", "text/csv", file+"nowhere,storage,2025-06-01 08:00,1,\nres-fenhe,storage,never,1,\n"); status != 422 || strings.Count(body, `"location"`) != 2 {
		t.Errorf("faulty: %d %s", status, body)
	}
	if status, body := send("/observations?basin=fen-hutuo", "text/csv", file); status != http.StatusCreated || !strings.Contains(body, `"added":1`) {
		t.Errorf("CSV: %d %s", status, body)
	}
	if status, body := send("/observations?basin=fen-hutuo", "application/json", `{"values":[{"node":"res-fenhe","quantity":"storage","time":"2025-06-02T00:00:00Z","value":9000}]}`); status != http.StatusCreated {
		t.Errorf("JSON: %d %s", status, body)
	}
	var latest api.List[store.Observation]
	if err := c.Do(ctx, http.MethodGet, "/observations/latest?basin=fen-hutuo&quantity=storage", nil, &latest); err != nil || len(latest.Items) != 1 || *latest.Items[0].Value != 9000 {
		t.Errorf("latest %+v, %v", latest, err)
	}
	var all api.List[store.Observation]
	if err := c.Do(ctx, http.MethodGet, "/observations?basin=fen-hutuo", nil, &all); err != nil || len(all.Items) != 2 {
		t.Errorf("all %+v, %v", all, err)
	}
	if status, body := send("/observations/files/observations.csv?basin=fen-hutuo&lang=en", "", ""); status != http.StatusOK || !strings.Contains(body, "'=HYPERLINK") || !strings.Contains(body, "9120") {
		t.Errorf("CSV file: %d %s", status, body)
	}
	if status, body := send("/observations/files/observations.xlsx?basin=fen-hutuo", "", ""); status != http.StatusOK || !strings.HasPrefix(body, "PK") {
		t.Errorf("workbook: %d", status)
	}
	if status, _ := send("/observations/files/observations.json?basin=fen-hutuo", "", ""); status != http.StatusNotFound {
		t.Errorf("unknown file: %d", status)
	}
}
