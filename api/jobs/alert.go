package jobs

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"

	"fenhu/api/alert"
	"fenhu/api/parts"
	"fenhu/api/store"
	"fenhu/network"
	"fenhu/optimize"
)

// watch is what the spec of a schedule says of alerts.
type watch struct {
	Alerts *alert.Watch `json:"alerts"`
}

// judge decides on the alerts of a firing whose runs are over. It reads the
// results first; what it returns is done in the transaction that ends the firing.
func (q *Queue) judge(ctx context.Context, f store.Firing, why network.Text) (func(context.Context, *sql.Tx) error, error) {
	s, err := q.c.Store.Schedule(ctx, f.ScheduleID)
	if err != nil {
		return nil, err
	}
	var w watch
	if err := json.Unmarshal(s.Spec, &w); err != nil {
		return nil, fmt.Errorf("schedule %s: %w", s.ID, err)
	}
	if w.Alerts == nil {
		return nil, nil //nolint:nilnil // nobody watches
	}
	runs, err := q.results(ctx, f)
	if err != nil {
		return nil, err
	}
	var readings []reading
	failed := reading{rule: alert.Rule{ID: alert.RunsRule}, why: why}
	if why != (network.Text{}) {
		failed.Level, failed.Found = w.Alerts.FailedLevel(), true
		if len(f.Runs) > 0 {
			failed.RunID = f.Runs[0]
		}
	} else {
		failed.Found = true
	}
	readings = append(readings, failed)
	for _, r := range w.Alerts.Rules {
		// Without a result nothing is known: what is open stays open.
		if x := r.Read(runs); x.Found {
			readings = append(readings, reading{x, r, network.Text{}})
		}
	}
	return func(ctx context.Context, tx *sql.Tx) error {
		open, err := q.c.Store.OpenAlerts(ctx, tx, s.ID)
		if err != nil {
			return err
		}
		for _, r := range readings {
			if err := q.decide(ctx, tx, s, *w.Alerts, f, r, open); err != nil {
				return err
			}
		}
		return nil
	}, nil
}

// reading is what a rule found.
type reading struct {
	alert.Reading
	rule alert.Rule
	why  network.Text
}

// results are the runs of a firing that have a feasible result.
func (q *Queue) results(ctx context.Context, f store.Firing) ([]alert.Outcome, error) {
	var out []alert.Outcome
	for _, id := range f.Runs {
		r, err := q.c.Store.Run(ctx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && r.Status != store.RunDone {
			continue
		}
		if err != nil {
			return nil, err
		}
		o := alert.Outcome{RunID: id, Title: r.Title, Scenario: r.ScenarioID}
		o.Ensemble, err = q.outlook(ctx, id)
		if err == nil && o.Ensemble == nil {
			o.Result, err = q.result(ctx, id)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, o)
	}
	return out, nil
}

// outlook is the result of an ensemble run; nil of another.
func (q *Queue) outlook(ctx context.Context, id string) (*parts.Outlook, error) {
	p, err := q.c.Store.ResultPart(ctx, id, string(parts.Ensemble))
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil //nolint:nilnil // no ensemble
	}
	if err != nil {
		return nil, err
	}
	data, err := p.Data()
	if err != nil {
		return nil, err
	}
	o := new(parts.Outlook)
	return o, json.Unmarshal(data, o)
}

// result reads what rules can watch of the result of a run, whether or not it
// is stored in parts.
func (q *Queue) result(ctx context.Context, id string) (*optimize.Allocation, error) {
	have, err := q.c.Store.ResultParts(ctx, id)
	if err != nil {
		return nil, err
	}
	a := new(optimize.Allocation)
	for _, x := range have {
		if x.Name == store.PartCertificate || x.Name == store.PartTransfer {
			continue
		}
		p, err := q.c.Store.ResultPart(ctx, id, x.Name)
		if err != nil {
			return nil, err
		}
		data, err := p.Data()
		if err != nil {
			return nil, err
		}
		if err := parts.Read(a, data); err != nil {
			return nil, fmt.Errorf("%s of run %s: %w", x.Name, id, err)
		}
	}
	return a, nil
}

// decide stores what a reading does to the alert of its rule.
func (q *Queue) decide(ctx context.Context, tx *sql.Tx, s store.Schedule, w alert.Watch, f store.Firing, r reading, open map[string]store.Alert) error {
	now := q.c.Now()
	was, there := open[r.rule.ID]
	var state *alert.State
	if there {
		state = &alert.State{Level: alert.Level(was.Level), Acknowledged: !was.Acknowledged.IsZero(), Told: was.Told}
	}
	event := alert.Decide(state, r.Level, now, time.Duration(w.RemindHours)*time.Hour)
	if event == alert.Nothing {
		return nil
	}
	is := was
	is.ScheduleID, is.Rule = s.ID, r.rule.ID
	if r.Level != alert.None {
		is.Level = int(r.Level)
	}
	switch event {
	case alert.Opened:
		is.Opened, is.Since = now, now
	case alert.Rose: // what was acknowledged was something less grave
		is.Since, is.Acknowledged, is.AcknowledgedBy, is.Note = now, time.Time{}, "", ""
	case alert.Cleared:
		is.Cleared, is.Escalate = now, time.Time{}
	default:
	}
	if event == alert.Opened || event == alert.Rose {
		is.Stage, is.Escalate = 0, w.EscalateAt(0, now)
	}
	x, _ := alert.IndicatorByID(r.rule.Indicator)
	m := alert.Message{
		Event: event, At: now, Level: r.Level, Basin: s.BasinID, Schedule: s.ID, Name: network.Text{ZH: s.NameZH, EN: s.NameEN}, Rule: r.rule.ID,
		Indicator: x.ID, Of: r.rule.Of(), Unit: x.Unit, Value: r.Value, Threshold: r.Threshold, Places: r.Places, Run: r.RunID, Reason: r.why,
	}
	return q.tell(ctx, tx, w, is, m, f.ID)
}

// tell stores an event of an alert and puts its deliveries into the queue.
func (q *Queue) tell(ctx context.Context, tx *sql.Tx, w alert.Watch, is store.Alert, m alert.Message, firing string) error {
	t, err := q.telling(w, is, m, firing)
	if err != nil {
		return err
	}
	return q.c.Store.TellAlert(ctx, tx, store.Actor{}, t, q.enqueueDelivery)
}

func (q *Queue) telling(w alert.Watch, is store.Alert, m alert.Message, firing string) (store.Tell, error) {
	t := store.Tell{Event: string(m.Event), FiringID: firing}
	if m.Event.Tells() {
		is.Told = m.At
		for _, to := range w.Recipients(is.Stage, m.Event) {
			data, err := json.Marshal(to) //nolint:gosec // the name of a secret, not the secret
			if err != nil {
				return t, err
			}
			t.Recipients = append(t.Recipients, data)
		}
	}
	t.Alert = is
	t.Message = func(id string) (json.RawMessage, error) {
		m.Alert = id
		m.Write(q.c.PublicURL)
		return json.Marshal(m)
	}
	return t, nil
}

// escalate tells the next stage of the alerts that nobody has acknowledged.
func (q *Queue) escalate(ctx context.Context) error {
	now := q.c.Now()
	late, err := q.c.Store.AlertsToEscalate(ctx, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, a := range late {
		s, err := q.c.Store.Schedule(ctx, a.ScheduleID)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		var w watch
		if err := json.Unmarshal(s.Spec, &w); err != nil {
			errs = append(errs, fmt.Errorf("schedule %s: %w", s.ID, err))
			continue
		}
		_, err = q.c.Store.ChangeAlert(ctx, store.Actor{}, a.ID, q.enqueueDelivery, func(is store.Alert) (*store.Tell, error) {
			if is.Escalate.IsZero() || is.Escalate.After(now) || !is.Acknowledged.IsZero() || !is.Cleared.IsZero() {
				return nil, nil //nolint:nilnil // another server did it, or somebody took notice
			}
			var (
				m     alert.Message
				stage = is.Stage + 1
				rules alert.Watch
			)
			if w.Alerts != nil {
				rules = *w.Alerts
			}
			if err := json.Unmarshal(is.Message, &m); err != nil {
				return nil, err
			}
			m.Event, m.At = alert.Escalated, now
			is.Stage, is.Escalate = stage, rules.EscalateAt(stage, is.Since)
			t, err := q.telling(rules, is, m, "")
			return &t, err
		})
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// deliverArgs is the job that delivers a message.
type deliverArgs struct {
	Delivery string `json:"delivery"`
}

// Kind names the job.
func (deliverArgs) Kind() string { return "deliver" }

// deliveryAttempts is how often a delivery is tried: over about two hours.
const deliveryAttempts = 12

// InsertOpts keeps the job out of the queue of runs.
func (deliverArgs) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: deliveryQueue, MaxAttempts: deliveryAttempts}
}

// deliveryQueue holds the deliveries, so that slow receivers hold up nothing else.
const deliveryQueue = "deliveries"

func (q *Queue) enqueueDelivery(ctx context.Context, tx *sql.Tx, d store.Delivery) error {
	_, err := q.client.InsertTx(ctx, tx, deliverArgs{d.ID}, nil)
	return err
}

type deliveryWorker struct {
	river.WorkerDefaults[deliverArgs]
	c Config
}

// NextRetry waits twice as long each time, half an hour at most.
func (w *deliveryWorker) NextRetry(job *river.Job[deliverArgs]) time.Time {
	return w.c.Now().Add(min(w.c.DeliverAgain<<min(job.Attempt-1, 20), 30*time.Minute))
}

// Work delivers a message. A server that dies in between may deliver it again;
// the receiver knows by its id.
func (w *deliveryWorker) Work(ctx context.Context, job *river.Job[deliverArgs]) error {
	d, message, err := w.c.Store.TakeDelivery(ctx, job.Args.Delivery)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	var (
		m  alert.Message
		to alert.Recipient
	)
	if err := errors.Join(json.Unmarshal(message, &m), json.Unmarshal(d.Recipient, &to)); err != nil {
		return err
	}
	cause := w.c.Sender.Send(ctx, d.ID, to, m)
	stored, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastMoments/2)
	defer cancel()
	if err := w.c.Store.EndDelivery(stored, d.ID, cause, job.Attempt >= job.MaxAttempts); err != nil {
		return err
	}
	log := w.c.Log.With().Str("delivery", d.ID).Str("alert", m.Alert).Int("attempt", job.Attempt).Logger()
	if cause != nil {
		log.Warn().Err(cause).Msg("alert not delivered")
		return cause
	}
	log.Info().Msg("alert delivered")
	return nil
}
