package api_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/store"
	"fenhu/api/workbook"
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

func TestObservationsComeAsAWorkbook(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	book := func(rows ...[]any) []byte {
		t.Helper()
		f := excelize.NewFile()
		defer f.Close()
		for i, row := range rows {
			if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		var b bytes.Buffer
		if err := f.Write(&b); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	send := func(data []byte) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, x.URL+api.Prefix+"/observations?basin=fen-hutuo", bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+c.Key)
		r.Header.Set("Accept-Language", "en")
		r.Header.Set("Content-Type", workbook.MediaType)
		answer, err := x.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(body)
	}
	head := []any{"节点", "要素", "时间", "数值", "质量"}
	if status, body := send(book(head, []any{"sec-fenhe", "氨氮", "2025-05", 0.35}, []any{"sec-fenhe", "flow", "2025-01", nil, "结冰"})); status != http.StatusCreated || !strings.Contains(body, `"added":2`) {
		t.Errorf("%d %s", status, body)
	}
	status, body := send(book(head, []any{"sec-fenhe", "COD", "2025-05", -3}, []any{"sec-fenhe", "COD", "2025-06", "many"}, []any{"nowhere", "COD", "2025-05", 20}, []any{"sec-fenhe", "TP", "2025-05", 0.1}, []any{"sec-fenhe", "TP", "2025-05", 0.2}))
	if status != http.StatusUnprocessableEntity || strings.Count(body, `"location"`) != 4 {
		t.Errorf("faulty: %d %s", status, body)
	}
	if status, body := send([]byte("PK\x03\x04 no workbook")); status != http.StatusUnprocessableEntity {
		t.Errorf("no workbook: %d %s", status, body)
	}
}
