package api_test

import (
	"bytes"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
)

func TestTheLifeOfAnEnsemble(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	body := api.RunBody{
		Basin: "fen-hutuo", Ensemble: &api.EnsembleBody{Traces: 25, Seed: 3, Days: 60},
		RunOptions: api.RunOptions{Set: []api.Assignment{{Path: "rules.drought-plan.off", Value: false}}},
	}
	r := finished(t, c, body)
	o, err := c.Ensemble(ctx, r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if o.Traces != 25 || len(o.Steps) != 3 || o.Ends[2] != "2025-03-31" || len(o.Plans) != 1 {
		t.Errorf("traces %d, steps %v to %v, plans %d; 60 days from 1 January end in March", o.Traces, o.Steps, o.Ends, len(o.Plans))
	}
	var tables api.List[api.TableInfo]
	get(t, c, "/runs/"+r.ID+"/tables", &tables)
	if len(tables.Items) < 7 {
		t.Fatalf("tables %+v", tables.Items)
	}
	for _, info := range tables.Items {
		for _, address := range info.Files {
			answer, err := c.Send(ctx, http.MethodGet, strings.TrimPrefix(address, api.Prefix), nil, nil)
			if err != nil {
				t.Fatalf("%s: %v", address, err)
			}
			answer.Body.Close()
		}
	}
	answer, err := c.Send(ctx, http.MethodGet, "/runs/"+r.ID+"/tables/all.xlsx", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	var figures api.List[api.FigureInfo]
	get(t, c, "/runs/"+r.ID+"/figures", &figures)
	if len(figures.Items) < 4 {
		t.Fatalf("figures %+v", figures.Items)
	}
	for _, info := range figures.Items {
		for format, head := range map[string]string{"svg": "<?xml", "png": "\x89PNG"} {
			data, err := c.Figure(ctx, r.ID, info.ID+"."+format)
			if err != nil || !bytes.HasPrefix(data, []byte(head)) {
				t.Errorf("%s.%s: %v, begins with %.10q", info.ID, format, err, data)
			}
		}
	}
	for path, words := range map[string]string{"summary": "ensemble", "tables/balance.csv": "ensemble-counties", "figures/none.svg": "shortage"} {
		err := c.Do(ctx, http.MethodGet, "/runs/"+r.ID+"/"+path, nil, nil)
		if p, ok := errors.AsType[*client.ProblemError](err); !ok || p.Status != http.StatusNotFound || !strings.Contains(p.Detail, words) {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestFaultsOfAnEnsembleAreToldWithTheirPlace(t *testing.T) {
	t.Parallel()
	x := setup(t, nil)
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	for _, v := range []struct {
		body api.EnsembleBody
		at   string
	}{
		{api.EnsembleBody{Source: "design"}, "body.ensemble.source.design"},
		{api.EnsembleBody{Days: 60, RestOfYear: true}, "body.ensemble.days"},
		{api.EnsembleBody{Days: 60, From: "2024-12-31"}, "body.ensemble.from"},
		{api.EnsembleBody{Traces: 5000, Days: 3660}, "body.ensemble.source.traces"},
	} {
		b := v.body
		_, err := c.Submit(t.Context(), api.RunBody{Basin: "fen-hutuo", Ensemble: &b})
		p, ok := errors.AsType[*client.ProblemError](err)
		if v.at == "body.ensemble.source.traces" { // months: 5,000 traces of 121 months are too many
			ok = ok && p.Status == http.StatusUnprocessableEntity
		}
		if !ok || len(p.Errors) == 0 || p.Errors[0].Location != v.at {
			t.Errorf("%+v: %v, want a fault at %s", v.body, err, v.at)
		}
	}
}

// TestAScheduleOfEnsembles runs one now; its days are counted from the tick.
func TestAScheduleOfEnsembles(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	body := api.ScheduleBody{
		Basin: "fen-hutuo", NameZH: "每日旱情", Cron: "0 8 * * *",
		ScheduleSpec: api.ScheduleSpec{Start: "tick", Work: api.Work{Ensemble: &api.EnsembleWork{Ensemble: api.EnsembleBody{Traces: 3, Days: 20}}}},
	}
	var s api.Schedule
	if err := c.Do(ctx, http.MethodPost, "/schedules", body, &s); err != nil {
		t.Fatal(err)
	}
	var f store.Firing
	if err := c.Do(ctx, http.MethodPost, "/schedules/"+s.ID+"/run", nil, &f); err != nil {
		t.Fatal(err)
	}
	if len(f.Runs) != 1 {
		t.Fatalf("firing %+v", f)
	}
	if r, err := c.Wait(ctx, f.Runs[0], 50*time.Millisecond); err != nil || r.Status != store.RunDone {
		t.Fatalf("run %+v, %v", r, err)
	}
	o, err := c.Ensemble(ctx, f.Runs[0])
	if err != nil {
		t.Fatal(err)
	}
	today := time.Now().In(time.FixedZone("", 8*3600))
	if end := today.AddDate(0, 0, 19).Format(time.DateOnly); o.From[:7] != today.Format("2006-01") || o.Ends[len(o.Ends)-1] < end {
		t.Errorf("from %s to %v, want 20 days from %s", o.From, o.Ends, today.Format(time.DateOnly))
	}
	body.Work.Runs = &api.RunsWork{}
	if err := c.Do(ctx, http.MethodPost, "/schedules", body, nil); err == nil {
		t.Error("two kinds of work were taken")
	}
}
