package api_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/request"
	"fenhu/api/store"
)

func TestTheLifeOfASchedule(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	do := func(method, path string, in, out any) {
		t.Helper()
		if err := c.Do(ctx, method, path, in, out); err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
	}
	body := api.ScheduleBody{
		Basin: "fen-hutuo", NameZH: "每日", Cron: "0 8 * * *",
		ScheduleSpec: api.ScheduleSpec{
			Start: "tick", Initial: api.InitialStorage{From: "latest", Otherwise: "document"},
			Work: api.Work{Runs: &api.RunsWork{P: []float64{75, 95}, Options: api.RunOptions{Off: []string{"pingshang"}}}},
		},
	}
	var s api.Schedule
	do(http.MethodPost, "/schedules", body, &s)
	if s.ID == "" || s.Zone != "Asia/Shanghai" || s.CatchUp != "once" || len(s.Ticks) != 5 || !s.Ticks[0].Equal(s.Next) || s.Ticks[1].Sub(s.Ticks[0]) != 24*time.Hour || s.Ticks[0].UTC().Hour() != 0 {
		t.Errorf("schedule %+v", s)
	}
	now := time.Now()
	_, err := x.db.AddObservations(ctx, store.Actor{}, "fen-hutuo", "", []store.NewObservation{
		{Node: "res-fenhe", Quantity: "storage", At: now.Add(-3 * time.Hour), Value: new(9120.0), Quality: "good"},
		{Node: "res-fenhe", Quantity: "storage", At: now.Add(-time.Hour), Value: new(12000.0), Quality: "suspect"},
		{Node: "res-fenhe2", Quantity: "storage", At: now.Add(-100 * time.Hour), Value: new(3000.0), Quality: "good"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var f store.Firing
	do(http.MethodPost, "/schedules/"+s.ID+"/run", nil, &f)
	if len(f.Runs) != 2 || f.Kind != store.FiredByHand || f.CreatedBy != x.users[auth.Engineer].ID {
		t.Fatalf("firing %+v", f)
	}
	month := now.In(time.FixedZone("", 8*3600)).Format("2006-01")
	for i, p := range []float64{75, 95} {
		r, err := c.Wait(ctx, f.Runs[i], 50*time.Millisecond)
		if err != nil || r.Status != store.RunDone {
			t.Fatalf("run %+v, %v", r, err)
		}
		var asked request.Request
		if err := json.Unmarshal(r.Request, &asked); err != nil {
			t.Fatal(err)
		}
		sets := map[string]string{}
		for _, a := range asked.Set {
			sets[a.Path] = a.Value
		}
		// Good values that are new enough, and nothing else.
		if *asked.P != p || sets["nodes.res-fenhe.initial"] != "9120" || sets["nodes.res-fenhe2.initial"] != "" || sets["calendar.start"] != month || asked.Off[0] != "pingshang" {
			t.Errorf("request %s", r.Request)
		}
		if a, err := c.Result(ctx, r.ID); err != nil || !strings.HasPrefix(a.Periods[0].Start, month) {
			t.Errorf("the run begins %v, %v", a.Periods[0], err)
		}
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		var history api.List[store.Firing]
		do(http.MethodGet, "/schedules/"+s.ID+"/firings", nil, &history)
		if len(history.Items) == 1 && history.Items[0].Status == store.FiringDone {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("history %+v", history)
		}
	}
	var paused api.Schedule
	do(http.MethodPost, "/schedules/"+s.ID+"/pause", nil, &paused)
	if !paused.Paused || len(paused.Ticks) != 0 || !paused.Next.IsZero() {
		t.Errorf("paused %+v", paused)
	}
	do(http.MethodPost, "/schedules/"+s.ID+"/resume", nil, &s)
	if s.Paused || s.Next.IsZero() {
		t.Errorf("resumed %+v", s)
	}
	body.Initial.Otherwise, body.Version = "fail", s.Version
	do(http.MethodPut, "/schedules/"+s.ID, body, &s)
	err = c.Do(ctx, http.MethodPost, "/schedules/"+s.ID+"/run", nil, nil)
	if p, ok := errors.AsType[*client.ProblemError](err); !ok || p.Status != 422 || !strings.Contains(p.Error(), "res-fenhe2") {
		t.Errorf("with an observation that is too old: %v", err)
	}
	if err := c.Do(ctx, http.MethodPut, "/schedules/"+s.ID, body, nil); statusOf(err) != http.StatusConflict {
		t.Errorf("a change from an old version: %v", err)
	}
	do(http.MethodDelete, "/schedules/"+s.ID, nil, nil)
	if _, err := c.Run(ctx, f.Runs[0]); err != nil {
		t.Errorf("the run went with its schedule: %v", err)
	}
	admin := x.key(t, auth.Admin)
	var trail api.List[store.Entry]
	if err := admin.Do(ctx, http.MethodGet, "/audit?object=schedule", nil, &trail); err != nil || len(trail.Items) != 5 {
		t.Errorf("%d audit entries, %v", len(trail.Items), err)
	}
}

func TestFaultySchedulesAreRefused(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c := x.key(t, auth.Engineer)
	runs := api.ScheduleSpec{Work: api.Work{Runs: &api.RunsWork{}}}
	for name, b := range map[string]struct {
		body api.ScheduleBody
		want string
	}{
		"timetable": {api.ScheduleBody{Cron: "0 25 * * *", ScheduleSpec: runs}, "body.cron"},
		"zone":      {api.ScheduleBody{Cron: "@daily", Zone: "Mars", ScheduleSpec: runs}, "body.zone"},
		"no work":   {api.ScheduleBody{Cron: "@daily"}, "body.work"},
		"scenario":  {api.ScheduleBody{Cron: "@daily", ScheduleSpec: api.ScheduleSpec{Work: api.Work{Runs: &api.RunsWork{Scenarios: []string{"none"}}}}}, "body.work.runs.scenario"},
		"project":   {api.ScheduleBody{Cron: "@daily", ScheduleSpec: api.ScheduleSpec{Work: api.Work{Runs: &api.RunsWork{Options: api.RunOptions{On: []string{"none"}}}}}}, "body.work.runs.on"},
		"too many":  {api.ScheduleBody{Cron: "@daily", ScheduleSpec: api.ScheduleSpec{Work: api.Work{Runs: &api.RunsWork{Scenarios: make([]string, 50), P: []float64{50, 75}}}}}, "body.work.runs"},
	} {
		b.body.Basin, b.body.NameZH = "fen-hutuo", "x"
		err := c.Do(ctx, http.MethodPost, "/schedules", b.body, nil)
		p, ok := errors.AsType[*client.ProblemError](err)
		if !ok || p.Status != 422 || len(p.Errors) == 0 || p.Errors[0].Location != b.want {
			t.Errorf("%s: %v", name, err)
		}
	}
}
