package jobs_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fenhu/api/alert"
	"fenhu/api/jobs"
	"fenhu/api/schedule"
	"fenhu/api/store"
	"fenhu/api/store/storetest"
	"fenhu/optimize"
	"fenhu/optimize/highs"
)

// watched is the spec of a schedule that watches the shortage rate and tells
// one address at once and another after an hour.
const watched = `{"alerts": {
	"rules": [{"id": "short", "indicator": "shortage-rate", "steps": [{"level": 4, "threshold": 5}, {"level": 3, "threshold": 10}, {"level": 2, "threshold": 20}]}],
	"failed_level": 2, "remind_hours": 36,
	"tell": [{"to": [{"email": "duty@example.cn"}]}, {"after_minutes": 60, "to": [{"email": "chief@example.cn"}]}]}}`

// day fires the tick of a day and ends its run with a shortage rate in percent;
// a negative one makes it infeasible.
func (b bundle) day(t *testing.T, c *clock, id string, day int, rate float64) {
	t.Helper()
	c.set(morning(day))
	b.beat(t)
	l, err := b.db.Firings(t.Context(), id, store.Page{Limit: 1})
	if err != nil || len(l.Items) != 1 || len(l.Items[0].Runs) != 1 {
		t.Fatalf("firings %+v, %v", l.Items, err)
	}
	o := store.Outcome{Status: store.RunInfeasible, Error: "too little"}
	if rate >= 0 {
		data, err := json.Marshal(optimize.Allocation{Counties: []optimize.County{{ID: "a", NameZH: "甲县", Demand: 100, Shortage: rate}}})
		if err != nil {
			t.Fatal(err)
		}
		o = store.Outcome{Status: store.RunDone, Parts: map[string][]byte{store.PartResult: data}}
	}
	if stored, err := b.db.FinishRun(t.Context(), l.Items[0].Runs[0], "", o); err != nil || !stored {
		t.Fatal(err)
	}
	b.beat(t)
	b.beat(t) // once more changes nothing
}

// story is all that happened to the alerts of a schedule: rule, event, level
// and who was told.
func (b bundle) story(t *testing.T, id string) []string {
	t.Helper()
	l, err := b.db.Alerts(t.Context(), store.AlertFilter{Sight: store.SeeAll(), ScheduleID: id})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, a := range slices.Backward(l.Items) {
		_, events, err := b.db.Alert(t.Context(), a.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			words := []string{fmt.Sprintf("%s %s %s %d", e.At.Format("02T15:04"), a.Rule, e.Event, e.Level)}
			for _, d := range e.Deliveries {
				var to alert.Recipient
				if err := json.Unmarshal(d.Recipient, &to); err != nil {
					t.Fatal(err)
				}
				words = append(words, strings.TrimSuffix(to.Email, "@example.cn"))
			}
			out = append(out, strings.Join(words, " "))
		}
	}
	return out
}

func TestAlertsAreToldOnceEscalatedAndCleared(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		ctx, c := t.Context(), &clock{at: morning(1).Add(-time.Hour)}
		b := timed(t, url, c, planSmall)
		s, err := b.db.CreateSchedule(ctx, engineer, store.Schedule{
			BasinID: "al-01-priority", NameZH: "每日", Cron: "0 8 * * *", Zone: schedule.DefaultZone, CatchUp: "all", CatchUpMost: 10, Next: morning(1), Spec: json.RawMessage(watched),
		})
		if err != nil {
			t.Fatal(err)
		}
		open := func() store.Alert {
			t.Helper()
			l, err := b.db.Alerts(ctx, store.AlertFilter{Sight: store.SeeAll(), ScheduleID: s.ID, Open: true})
			if err != nil || len(l.Items) != 1 {
				t.Fatalf("open %+v, %v", l.Items, err)
			}
			return l.Items[0]
		}
		b.day(t, c, s.ID, 1, 2)  // nothing
		b.day(t, c, s.ID, 2, 12) // Ⅲ
		c.set(morning(2).Add(59 * time.Minute))
		b.beat(t)
		c.set(morning(2).Add(time.Hour))
		b = timed(t, url, c, planSmall) // a server that was just started
		other := timed(t, url, c, planSmall)
		var wg sync.WaitGroup
		for _, x := range []bundle{b, other} {
			wg.Go(func() {
				if err := x.q.Beat(ctx); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		b.day(t, c, s.ID, 3, 13) // the same within 36 h, 23 h after the chief was told
		b.day(t, c, s.ID, 4, 12) // the same, 47 h after
		if _, err := b.db.AcknowledgeAlert(ctx, store.Actor{UserID: "u", Name: "wang"}, open().ID, "已调度"); err != nil {
			t.Fatal(err)
		}
		if _, err := b.db.AcknowledgeAlert(ctx, engineer, open().ID, ""); !errors.Is(err, store.ErrConflict) {
			t.Errorf("acknowledged twice: %v", err)
		}
		b.day(t, c, s.ID, 8, 14) // days 5 to 7 are caught up with it, and their runs are not over
		if a := open(); a.AcknowledgedBy != "wang" || a.Note != "已调度" || !a.Escalate.IsZero() {
			t.Errorf("alert %+v", a)
		}
		b.day(t, c, s.ID, 9, 25)  // Ⅱ: what was acknowledged was less grave
		b.day(t, c, s.ID, 10, 11) // Ⅲ again, tells nobody
		b.day(t, c, s.ID, 11, -1) // infeasible: nothing is known of the shortage
		b.day(t, c, s.ID, 12, 0)  // over
		want(t, b.story(t, s.ID),
			"02T00:00 short opened 3 duty", "02T01:00 short escalated 3 chief", "04T00:00 short reminded 3 duty chief", "04T00:00 short acknowledged 3",
			"09T00:00 short rose 2 duty", "10T00:00 short escalated 2 chief", "10T00:00 short fell 3", "12T00:00 short cleared 3 duty chief",
			"11T00:00 runs opened 2 duty", "12T00:00 runs escalated 2 chief", "12T00:00 runs cleared 2 duty chief")
	})
}

// TestDeliveriesAreTriedAgain runs real jobs on the real clock: a receiver that
// fails twice gets the message the third time, over a restart of the service.
func TestDeliveriesAreTriedAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, url string) {
		var (
			mu  sync.Mutex
			ids []string
			got alert.Message
		)
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			if ids = append(ids, r.Header.Get(alert.HeaderDelivery)); len(ids) < 3 {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
				t.Error(err)
			}
		}))
		t.Cleanup(receiver.Close)
		count := func() int {
			mu.Lock()
			defer mu.Unlock()
			return len(ids)
		}
		configure := func(c *jobs.Config) {
			c.Plan, c.DeliverAgain, c.PublicURL = planSmall, 200*time.Millisecond, "https://water.example"
			c.Sender = &alert.Sender{Now: time.Now, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}}
		}
		b := setup(t, url, configure)
		b.add(t, "al-01-priority")
		spec := fmt.Sprintf(`{"alerts": {"rules": [{"id": "any", "indicator": "shortage-rate", "steps": [{"level": 4, "threshold": 0}]}], "tell": [{"to": [{"webhook": %q}]}]}}`, receiver.URL)
		s, err := b.db.CreateSchedule(t.Context(), engineer, store.Schedule{BasinID: "al-01-priority", NameZH: "每日", Cron: "@daily", Zone: schedule.DefaultZone, Paused: true, Spec: json.RawMessage(spec)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.q.FireNow(t.Context(), engineer, s.ID); err != nil {
			t.Fatal(err)
		}
		await := func(what string, ok func() bool) {
			t.Helper()
			for end := time.Now().Add(time.Minute); !ok(); time.Sleep(20 * time.Millisecond) {
				if time.Now().After(end) {
					t.Fatal(what)
				}
			}
		}
		await("no attempt", func() bool { return count() > 0 })
		if err := b.q.Stop(t.Context()); err != nil {
			t.Fatal(err)
		}
		c := jobs.Config{Store: b.db, Solver: highs.New(highs.Options{}), Now: time.Now, Single: b.db.Kind() == store.SQLite}
		configure(&c)
		q, err := jobs.New(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := q.Stop(t.Context()); err != nil {
				t.Error(err)
			}
		}()
		var events []store.AlertEvent
		await("not delivered", func() bool {
			l, err := b.db.Alerts(t.Context(), store.AlertFilter{Sight: store.SeeAll()})
			if err != nil || len(l.Items) != 1 {
				t.Fatalf("%+v, %v", l.Items, err)
			}
			if _, events, err = b.db.Alert(t.Context(), l.Items[0].ID); err != nil {
				t.Fatal(err)
			}
			return events[0].Deliveries[0].Status == store.DeliverySent
		})
		mu.Lock()
		defer mu.Unlock()
		d := events[0].Deliveries[0]
		if len(ids) != 3 || ids[0] != ids[2] || ids[0] != d.ID || d.Attempts != 3 || d.Error != "" || d.Sent.IsZero() {
			t.Errorf("attempts %v, delivery %+v", ids, d)
		}
		if got.Event != alert.Opened || got.Rule != "any" || got.Run == "" || !strings.Contains(got.Text.ZH, got.Link) || !strings.HasPrefix(got.Link, "https://water.example/") {
			t.Errorf("message %+v", got)
		}
	})
}
