package api_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"fenhu/api"
	"fenhu/api/auth"
)

// TestTheBriefOfARun reads the brief of a rolling run in both languages, beside a
// run without the plan, and what is refused.
func TestTheBriefOfARun(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	p := 95.0
	body := api.RunBody{Basin: "fen-hutuo", P: &p, Title: "plan"}
	body.Year, body.Mode, body.Periods = 2025, "rolling", 6
	without := body
	body.Set = []api.Assignment{{Path: "rules.drought-plan.off", Value: false}}
	planned := finished(t, c, body)
	without.Title = "<no> plan"
	other := finished(t, c, without)
	ask := func(path, lang, tag string) (int, http.Header, []byte) {
		t.Helper()
		reader := *c
		reader.Language = lang
		answer, err := reader.Send(ctx, http.MethodGet, path, nil, http.Header{"If-None-Match": {tag}})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = answer.Body.Close() }()
		data, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, answer.Header, data
	}
	path := "/runs/" + planned.ID + "/brief.html"
	status, head, page := ask(path, "zh-CN", "")
	if status != http.StatusOK || !strings.HasPrefix(head.Get("Content-Type"), "text/html") || !bytes.Contains(page, []byte("旱情简报")) {
		t.Fatalf("%d, %s", status, head.Get("Content-Type"))
	}
	if policy := head.Values("Content-Security-Policy"); len(policy) != 1 || !strings.Contains(policy[0], "style-src 'unsafe-inline'") || strings.Contains(policy[0], "script-src") {
		t.Errorf("policy %q", policy)
	}
	if again, _, _ := ask(path, "zh-CN", head.Get("ETag")); again != http.StatusNotModified {
		t.Errorf("the same brief again: %d", again)
	}
	if _, _, page = ask(path+"?with="+other.ID, "en", ""); !bytes.Contains(page, []byte("Drought brief")) || !bytes.Contains(page, []byte("&lt;no&gt; plan")) || bytes.Contains(page, []byte("<no>")) {
		t.Error("the comparison is not there, or its title is not escaped")
	}
	if _, _, page = ask(path+"?lang=en", "zh-CN", ""); !bytes.Contains(page, []byte(`<html lang="en">`)) {
		t.Error("lang=en does not win over Accept-Language")
	}
	_, _, book := ask("/runs/"+planned.ID+"/brief.xlsx", "zh-CN", "")
	f, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	if title, err := f.GetCellValue(f.GetSheetName(0), "A1"); err != nil || !strings.Contains(title, "旱情简报") {
		t.Errorf("the cover is headed %q, %v", title, err)
	}
	foresight := finished(t, c, api.RunBody{Basin: "fen-hutuo"})
	for path, want := range map[string]int{
		"/runs/" + foresight.ID + "/brief.html":            http.StatusConflict,
		"/runs/nothing/brief.html":                         http.StatusNotFound,
		"/runs/" + planned.ID + "/brief.html?with=nothing": http.StatusNotFound,
		"/runs/" + planned.ID + "/brief.html?lang=fr":      http.StatusUnprocessableEntity,
	} {
		if err := c.Do(ctx, http.MethodGet, path, nil, nil); statusOf(err) != want {
			t.Errorf("%s: %v, want %d", path, err, want)
		}
	}
}
