package api_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"fenhu/api"
	"fenhu/api/alert"
	"fenhu/api/auth"
	"fenhu/api/client"
	"fenhu/api/store"
)

// always is a watch that every result trips; nobody is told.
func always() *alert.Watch {
	return &alert.Watch{Rules: []alert.Rule{{ID: "any", Indicator: "county-shortage-rate", Steps: []alert.Step{{Level: alert.Blue, Threshold: 0}}}}}
}

// raise fires a schedule and waits for the alert of its runs.
func (x *service) raise(t *testing.T, c *client.Client, schedule string) store.Alert {
	t.Helper()
	if err := c.Do(t.Context(), http.MethodPost, "/schedules/"+schedule+"/run", nil, nil); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		var l api.List[store.Alert]
		if err := c.Do(t.Context(), http.MethodGet, "/alerts?open=true&schedule="+schedule, nil, &l); err != nil {
			t.Fatal(err)
		}
		if len(l.Items) == 1 {
			return l.Items[0]
		}
		if time.Now().After(end) {
			t.Fatal("no alert")
		}
	}
}

func TestAnAlertIsShownAndAcknowledged(t *testing.T) {
	t.Parallel()
	x, ctx := setup(t, nil), t.Context()
	x.addUsers(t)
	c, viewer := x.key(t, auth.Engineer), x.key(t, auth.Viewer)
	body := api.ScheduleBody{Basin: "fen-hutuo", NameZH: "每日", Cron: "@daily", ScheduleSpec: api.ScheduleSpec{Work: api.Work{Runs: &api.RunsWork{P: []float64{95}}}, Alerts: always()}}
	bad := body
	bad.Alerts = &alert.Watch{Tell: []alert.Stage{{To: []alert.Recipient{{Email: "nobody"}}}}}
	if err := c.Do(ctx, http.MethodPost, "/schedules", bad, nil); err == nil || !strings.Contains(err.Error(), "body.alerts.tell[0].to[0].email") {
		t.Errorf("a faulty recipient: %v", err)
	}
	var s api.Schedule
	if err := c.Do(ctx, http.MethodPost, "/schedules", body, &s); err != nil {
		t.Fatal(err)
	}
	a := x.raise(t, c, s.ID)
	path := "/alerts/" + a.ID
	if err := viewer.Do(ctx, http.MethodPost, path+"/acknowledge", api.AcknowledgeBody{}, nil); statusOf(err) != http.StatusForbidden {
		t.Errorf("a viewer: %v", err)
	}
	if err := c.Do(ctx, http.MethodPost, path+"/acknowledge", api.AcknowledgeBody{Note: "已调度"}, nil); err != nil {
		t.Error(err)
	}
	if err := c.Do(ctx, http.MethodPost, path+"/acknowledge", api.AcknowledgeBody{}, nil); statusOf(err) != http.StatusConflict {
		t.Errorf("twice: %v", err)
	}
	var got api.AlertHistory
	if err := viewer.Do(ctx, http.MethodGet, path, nil, &got); err != nil || got.AcknowledgedBy != "engineer" || got.Note != "已调度" || len(got.Events) != 2 || !strings.Contains(string(got.Message), "县缺水率") {
		t.Errorf("alert %+v, %v", got, err)
	}
	var trail api.List[store.Entry]
	if err := x.key(t, auth.Admin).Do(ctx, http.MethodGet, "/audit?object=alert&action=acknowledge", nil, &trail); err != nil || len(trail.Items) != 1 || trail.Items[0].Actor.Name != "engineer" {
		t.Errorf("audit %+v, %v", trail, err)
	}
}
