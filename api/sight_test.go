package api_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
	"fenhu/seeds"
)

// hidden is a project with a basin, a scenario and a run in it, and nobody but
// the admin to see them.
type hidden struct {
	*service
	admin, outsider *client.Client
	project         store.Project
	basin           string
	scenario        api.Scenario
	schedule        api.Schedule
	alert           store.Alert
	run             store.Run
	agreement       store.AgreementVersion
	statement       api.StatementView
}

// secret is in every name of a hidden thing.
const secret = "机密"

func hide(t *testing.T) *hidden {
	t.Helper()
	ctx := t.Context()
	h := &hidden{service: setup(t, nil), basin: "hidden-basin"}
	h.addUsers(t)
	h.admin, h.outsider = h.key(t, auth.Admin), h.key(t, auth.Engineer)
	if err := h.admin.Do(ctx, http.MethodPost, "/projects", api.ProjectBody{NameZH: secret, Note: secret}, &h.project); err != nil {
		t.Fatal(err)
	}
	document, err := seeds.Document("fen-hutuo")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Replace(string(document), "id: fen-hutuo", "id: hidden-basin", 1)
	text = strings.Replace(text, "name_zh: ", "name_zh: "+secret, 1)
	if err := h.admin.Do(ctx, http.MethodPost, "/basins?project="+h.project.ID, []byte(text), nil); err != nil {
		t.Fatal(err)
	}
	if err := h.admin.Do(ctx, http.MethodPost, "/scenarios", api.ScenarioBody{Basin: h.basin, NameZH: secret}, &h.scenario); err != nil {
		t.Fatal(err)
	}
	daily := api.ScheduleBody{Basin: h.basin, NameZH: secret, Cron: "@daily", ScheduleSpec: api.ScheduleSpec{Work: api.Work{Runs: &api.RunsWork{}}, Alerts: always()}}
	if err := h.admin.Do(ctx, http.MethodPost, "/schedules", daily, &h.schedule); err != nil {
		t.Fatal(err)
	}
	h.alert = h.raise(t, h.admin, h.schedule.ID)
	if h.run, err = h.admin.Submit(ctx, api.RunBody{Basin: h.basin, Scenario: h.scenario.ID, Title: secret}); err != nil {
		t.Fatal(err)
	}
	if h.run, err = h.admin.Wait(ctx, h.run.ID, 50*time.Millisecond); err != nil || h.run.Status != store.RunDone {
		t.Fatalf("run %+v, %v", h.run, err)
	}
	if err := h.admin.Do(ctx, http.MethodPost, "/agreements", api.AgreementBody{Basin: h.basin, Note: secret, Agreement: fenAgreement()}, &h.agreement); err != nil {
		t.Fatal(err)
	}
	if err := h.admin.Do(ctx, http.MethodPost, "/statements", api.StatementBody{Agreement: h.agreement.ID, Period: "2025", Note: secret}, &h.statement); err != nil {
		t.Fatal(err)
	}
	return h
}

// TestNoRouteLeaksAProject walks every route as an engineer who is not a
// member: what is hidden must be answered as what does not exist.
func TestNoRouteLeaksAProject(t *testing.T) {
	t.Parallel()
	h, ctx := hide(t), t.Context()
	own, err := h.outsider.Submit(ctx, api.RunBody{Basin: "fen-hutuo"})
	if err != nil {
		t.Fatal(err)
	}
	if own, err = h.outsider.Wait(ctx, own.ID, 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	var keys api.List[store.APIKey]
	if err := h.admin.Do(ctx, http.MethodGet, "/keys", nil, &keys); err != nil {
		t.Fatal(err)
	}
	var mine store.AgreementVersion
	if err := h.outsider.Do(ctx, http.MethodPost, "/agreements", api.AgreementBody{Basin: "fen-hutuo", Agreement: fenAgreement()}, &mine); err != nil {
		t.Fatal(err)
	}
	foreign := keys.Items[0].ID // the admin's, made first
	ids := map[string]string{
		"basins": h.basin, "scenarios": h.scenario.ID, "runs": h.run.ID, "schedules": h.schedule.ID, "alerts": h.alert.ID,
		"agreements": h.agreement.ID, "statements": h.statement.ID, "projects": h.project.ID, "keys": foreign, "users": h.users[auth.Admin].ID,
	}
	// asked are requests of routes without {id} that name hidden things; ID is put in for each.
	type asked struct {
		query, body string
		id          string
	}
	naming := map[string][]asked{
		"list-basins":    {{query: "?project=ID", id: h.project.ID}},
		"create-basin":   {{query: "?project=ID", body: "format: fenhu/1", id: h.project.ID}},
		"list-scenarios": {{query: "?basin=ID", id: h.basin}, {query: "?parent=ID", id: h.scenario.ID}},
		"create-scenario": {
			{body: `{"basin": "ID", "name_zh": "x", "changes": []}`, id: h.basin},
			{body: `{"basin": "fen-hutuo", "parent": "ID", "name_zh": "x", "changes": []}`, id: h.scenario.ID},
		},
		"list-runs": {{query: "?basin=ID", id: h.basin}, {query: "?scenario=ID", id: h.scenario.ID}, {query: "?user=ID", id: h.users[auth.Admin].ID}},
		"submit-run": {
			{body: `{"basin": "ID"}`, id: h.basin},
			{body: `{"basin": "ID", "version": 1}`, id: h.basin},
			{body: `{"basin": "fen-hutuo", "scenario": "ID"}`, id: h.scenario.ID},
		},
		"list-observations":    {{query: "?basin=ID", id: h.basin}},
		"add-observations":     {{query: "?basin=ID", body: "x", id: h.basin}},
		"latest-observations":  {{query: "?basin=ID", id: h.basin}},
		"get-observation-file": {{query: "?basin=ID", id: h.basin}},
		"list-schedules":       {{query: "?basin=ID", id: h.basin}},
		"list-alerts":          {{query: "?basin=ID", id: h.basin}, {query: "?schedule=ID", id: h.schedule.ID}},
		"create-schedule": {
			{body: `{"basin": "ID", "name_zh": "x", "cron": "@daily", "work": {"runs": {}}}`, id: h.basin},
			{body: `{"basin": "fen-hutuo", "name_zh": "x", "cron": "@daily", "work": {"runs": {"scenarios": ["ID"]}}}`, id: h.scenario.ID},
		},
		"compare-runs":      {{query: "?runs=ID," + own.ID, id: h.run.ID}, {query: "?runs=" + own.ID + ",ID", id: h.run.ID}},
		"compare-runs-file": {{query: "?runs=" + own.ID + ",ID", id: h.run.ID}},
		"list-agreements":   {{query: "?basin=ID", id: h.basin}},
		"create-agreement":  {{body: `{"basin": "ID", "agreement": ` + encoded(t, fenAgreement()) + `}`, id: h.basin}},
		"list-statements":   {{query: "?basin=ID", id: h.basin}, {query: "?agreement=ID", id: h.agreement.ID}},
		"draw-statement":    {{body: `{"agreement": "ID", "period": "2025"}`, id: h.agreement.ID}, {body: `{"agreement": "` + mine.ID + `", "period": "2025", "run": "ID"}`, id: h.run.ID}},
		"get-ledger":        {{query: "?basin=ID", id: h.basin}},
		"get-ledger-file":   {{query: "?basin=ID", id: h.basin}},
		"add-payment":       {{body: `{"basin": "ID", "agreement": "", "kind": "payment", "date": "2026-03-01", "payer": "a", "payee": "b", "amount": "1"}`, id: h.basin}},
		// These change nothing that belongs to a basin.
		"set-up": nil, "log-in": nil, "log-out": nil, "change-password": nil, "create-key": nil, "create-project": nil, "create-user": nil,
	}
	for _, r := range api.Routes() {
		t.Run(r.ID, func(t *testing.T) {
			if !strings.Contains(r.Path, "{id}") {
				requests, ok := naming[r.ID]
				if !ok && r.Method != http.MethodGet {
					t.Fatal("say in this test how the route could name something hidden")
				}
				if r.Method == http.MethodGet {
					if _, body := h.raw(t, r.Method, r.Path, ""); strings.Contains(body, secret) || strings.Contains(body, h.run.ID) {
						t.Errorf("answered %s", body)
					}
				}
				file := "observations.csv"
				switch {
				case strings.HasPrefix(r.Path, "/compare/"):
					file = "comparison.csv"
				case strings.HasPrefix(r.Path, "/ledger"):
					file = "ledger.csv"
				}
				for _, q := range requests {
					ask := func(id string) (int, string) {
						status, body := h.raw(t, r.Method, strings.ReplaceAll(r.Path, "{file}", file)+strings.ReplaceAll(q.query, "ID", id), strings.ReplaceAll(q.body, "ID", id))
						return status, strings.ReplaceAll(body, id, "ID")
					}
					status, body := ask(q.id)
					if wantStatus, want := ask("nothing"); status != wantStatus || body != want {
						t.Errorf("%s %s: %d %s; for what does not exist: %d %s", q.query, q.body, status, body, wantStatus, want)
					}
					if strings.Contains(body, secret) {
						t.Errorf("answered %s", body)
					}
				}
				return
			}
			id, ok := ids[strings.Split(r.Path, "/")[1]]
			if !ok {
				t.Fatal("say in this test and in objectOf what {id} is")
			}
			fill := func(id string) string {
				return strings.NewReplacer("{id}", id, "{file}", "balance.csv", "{user}", h.users[auth.Engineer].ID).Replace(r.Path)
			}
			status, body := h.raw(t, r.Method, fill(id), "")
			wantStatus, want := h.raw(t, r.Method, fill("nothing"), "")
			if strings.ReplaceAll(body, id, "ID") != strings.ReplaceAll(want, "nothing", "ID") || status != wantStatus {
				t.Errorf("%d %s; for what does not exist: %d %s", status, body, wantStatus, want)
			}
			if auth.Engineer.Allows(r.Role) && status != http.StatusNotFound {
				t.Errorf("status %d", status)
			}
		})
	}
}

func encoded(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// raw makes a request as the outsider and returns status and body, without the
// id of the request.
func (h *hidden) raw(t *testing.T, method, path, body string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, h.URL+api.Prefix+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+h.outsider.Key)
	r.Header.Set("Content-Type", "application/json")
	if path == "/basins" || strings.HasPrefix(path, "/basins?") {
		r.Header.Set("Content-Type", "application/yaml")
	}
	answer, err := h.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	var problem map[string]json.RawMessage
	if answer.StatusCode >= 400 && json.Unmarshal(data, &problem) == nil {
		delete(problem, "instance")
		if data, err = json.Marshal(problem); err != nil {
			t.Fatal(err)
		}
	}
	return answer.StatusCode, string(data)
}

// TestMembersWorkInAProject lets the engineer in, as viewer and as engineer.
func TestMembersWorkInAProject(t *testing.T) {
	t.Parallel()
	h, ctx := hide(t), t.Context()
	member := "/projects/" + h.project.ID + "/members/" + h.users[auth.Engineer].ID
	put := func(role store.Role) {
		t.Helper()
		if err := h.admin.Do(ctx, http.MethodPut, member, api.MemberBody{Role: role}, nil); err != nil {
			t.Fatal(err)
		}
	}
	reads := func(want int) {
		t.Helper()
		for _, path := range []string{"/basins/" + h.basin, "/scenarios/" + h.scenario.ID, "/runs/" + h.run.ID, "/runs/" + h.run.ID + "/result", "/projects/" + h.project.ID + "/members"} {
			if got := statusOf(h.outsider.Do(ctx, http.MethodGet, path, nil, nil)); got != want {
				t.Errorf("GET %s: %d, want %d", path, got, want)
			}
		}
		n := 0
		if want == http.StatusOK {
			n = 1
		}
		var runs api.List[store.Run]
		if err := h.outsider.Do(ctx, http.MethodGet, "/runs?scenario="+h.scenario.ID, nil, &runs); err != nil || (len(runs.Items) > 0) != (n > 0) {
			t.Errorf("%d runs, %v, want %d", len(runs.Items), err, n)
		}
		var projects api.List[store.Project]
		if err := h.outsider.Do(ctx, http.MethodGet, "/projects", nil, &projects); err != nil || len(projects.Items) != n {
			t.Errorf("%d projects, %v, want %d", len(projects.Items), err, n)
		}
	}
	submits := func(want int) {
		t.Helper()
		if _, err := h.outsider.Submit(ctx, api.RunBody{Basin: h.basin}); statusOf(err) != want {
			t.Errorf("submit: %v, want %d", err, want)
		}
		var again store.Run
		if err := h.outsider.Do(ctx, http.MethodPost, "/runs/"+h.run.ID+"/rerun", nil, &again); statusOf(err) != want {
			t.Errorf("rerun: %v, want %d", err, want)
		}
	}
	reads(http.StatusNotFound)
	put(store.RoleViewer)
	reads(http.StatusOK)
	submits(http.StatusForbidden)
	put(store.RoleEngineer)
	submits(http.StatusOK)
	if err := h.admin.Do(ctx, http.MethodDelete, member, nil, nil); err != nil {
		t.Fatal(err)
	}
	reads(http.StatusNotFound)

	// The admin sees all, also by a key that only reads.
	k := auth.NewKey()
	if _, err := h.db.CreateAPIKey(ctx, store.Actor{}, store.APIKey{UserID: h.users[auth.Admin].ID, Name: "r", Prefix: k.Prefix, Hash: k.Hash, Scopes: []string{"read"}}); err != nil {
		t.Fatal(err)
	}
	if got := statusOf((&client.Client{URL: h.URL, HTTP: h.Client(), Key: k.Whole}).Do(ctx, http.MethodGet, "/runs/"+h.run.ID, nil, nil)); got != http.StatusOK {
		t.Errorf("the admin's key that reads: %d", got)
	}
	if got := statusOf(h.admin.Do(ctx, http.MethodDelete, "/projects/"+h.project.ID, nil, nil)); got != http.StatusConflict {
		t.Errorf("deleting a project with a basin: %d", got)
	}
	everybody := ""
	if err := h.admin.Do(ctx, http.MethodPatch, "/basins/"+h.basin, api.BasinChange{Project: &everybody}, nil); err != nil {
		t.Error(err)
	}
	if got := statusOf(h.outsider.Do(ctx, http.MethodGet, "/basins/"+h.basin, nil, nil)); got != http.StatusOK {
		t.Errorf("a basin of no project: %d", got)
	}
	if err := h.admin.Do(ctx, http.MethodDelete, "/projects/"+h.project.ID, nil, nil); err != nil {
		t.Error(err)
	}
	var audit api.List[store.Entry]
	if err := h.admin.Do(ctx, http.MethodGet, "/audit?object=project", nil, &audit); err != nil || len(audit.Items) != 5 { // made, 3 memberships, deleted
		t.Errorf("%d entries, %v", len(audit.Items), err)
	}
}

// A key of a submission that is repeated must not lead to another run than the
// one that is asked for.
func TestAnIdempotencyKeyIsOfOneRun(t *testing.T) {
	t.Parallel()
	h, ctx := hide(t), t.Context()
	send := func(basin string) int {
		return statusOf(sendOnly(h.admin.Send(ctx, http.MethodPost, "/runs", api.RunBody{Basin: basin}, http.Header{"Idempotency-Key": {"k"}})))
	}
	if a, b, c := send(h.basin), send(h.basin), send("fen-hutuo"); a != http.StatusOK || b != http.StatusOK || c != http.StatusConflict {
		t.Errorf("status %d, %d, %d", a, b, c)
	}
	other := 50.0
	_, err := h.admin.SubmitOnce(ctx, "k", api.RunBody{Basin: h.basin, P: &other})
	if statusOf(err) != http.StatusConflict {
		t.Errorf("another run with the same key: %v", err)
	}
	if _, err := h.admin.SubmitOnce(ctx, "k", api.RunBody{Basin: h.basin, Title: "again"}); err != nil {
		t.Errorf("the same run with another title: %v", err)
	}
}
