package api_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/workbook"
)

func TestBasinsComeAndGoAsWorkbooks(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	get := func(path string) []byte {
		answer, err := c.Send(ctx, http.MethodGet, path, nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		data, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		if media := answer.Header.Get("Content-Type"); strings.Contains(path, "xlsx") && media != workbook.MediaType {
			t.Errorf("%s: %s", path, media)
		}
		return data
	}
	post := func(path string, body []byte) (int, string) {
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, api.Prefix+path, bytes.NewReader(body))
		r.Header.Set("Authorization", "Bearer "+c.Key)
		r.Header.Set("Content-Type", workbook.MediaType)
		r.Header.Set("Accept-Language", "en")
		w := httptest.NewRecorder()
		x.api.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	book := get("/basins/fen-hutuo/document?format=xlsx")
	if code, body := post("/basins?dry_run=true", book); code != http.StatusOK || !strings.Contains(body, `"ok":true`) {
		t.Errorf("dry run: %d %s", code, body)
	}
	if code, body := post("/basins/fen-hutuo/versions?note=from+Excel", book); code != http.StatusCreated {
		t.Errorf("%d %s", code, body)
	}
	if got := get("/basins/fen-hutuo/document?format=yaml"); !bytes.HasPrefix(got, []byte("format: fenhu/1")) {
		t.Errorf("stored as %.40q", got)
	}
	if json := get("/basins/fen-hutuo/document?format=json"); !bytes.Equal(json, get("/basins/fen-hutuo/document?format=json&version=1")) {
		t.Error("the document is not the same in both versions")
	}
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	for cell, s := range map[string]string{"E2": "colour", "A5": "res-fenhe"} {
		if err := f.SetCellStr("reservoir", cell, s); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]int{"/basins?dry_run=true": http.StatusOK, "/basins": http.StatusUnprocessableEntity} {
		code, body := post(path, b.Bytes())
		if code != want || !strings.Contains(body, "reservoir!E2") || !strings.Contains(body, "unknown column") || !strings.Contains(body, "reservoir!A5") {
			t.Errorf("%s: %d %s", path, code, body)
		}
	}
	if code, body := post("/basins", []byte("PK\x03\x04")); code != http.StatusUnprocessableEntity || !strings.Contains(body, "not an Excel workbook") {
		t.Errorf("%d %s", code, body)
	}
	if code, body := post("/basins?dry_run=true", get("/template")); code != http.StatusOK || !strings.Contains(body, `"ok":false`) {
		t.Errorf("template: %d %s", code, body)
	}
}
