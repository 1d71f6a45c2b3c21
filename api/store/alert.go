package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// ActionAcknowledge is that somebody has taken notice of an alert.
const ActionAcknowledge Action = "acknowledge"

// Alert is something grave that the runs of a schedule showed.
type Alert struct {
	ID             string          `json:"id"` // sorts by time
	ScheduleID     string          `json:"schedule_id"`
	Rule           string          `json:"rule"`
	Level          int             `json:"level"` // 1 = Ⅰ red … 4 = Ⅳ blue
	Stage          int             `json:"stage"` // of those who are told, from 0
	Escalate       time.Time       `json:"escalate,omitzero"`
	Opened         time.Time       `json:"opened"`
	Since          time.Time       `json:"since"` // opened or last risen
	Told           time.Time       `json:"told"`
	Acknowledged   time.Time       `json:"acknowledged,omitzero"`
	AcknowledgedBy string          `json:"acknowledged_by,omitempty"` // login
	Note           string          `json:"note,omitempty"`
	Cleared        time.Time       `json:"cleared,omitzero"` // absent = open
	Message        json.RawMessage `json:"message"`          // of the last event
}

// AlertEvent is one thing that happened to an alert.
type AlertEvent struct {
	ID         string          `json:"id"`
	AlertID    string          `json:"alert_id"`
	At         time.Time       `json:"at"`
	Event      string          `json:"event"`
	Level      int             `json:"level"`
	FiringID   string          `json:"firing_id,omitempty"`
	Actor      string          `json:"actor,omitempty"` // login
	Message    json.RawMessage `json:"message"`
	Deliveries []Delivery      `json:"deliveries"`
}

// DeliveryStatus is the state of a delivery.
type DeliveryStatus string

// The states of a delivery. The last two are final.
const (
	DeliveryQueued DeliveryStatus = "queued" // also while it is tried again
	DeliverySent   DeliveryStatus = "sent"
	DeliveryFailed DeliveryStatus = "failed" // given up
)

// Delivery is a message on its way to one recipient.
type Delivery struct {
	ID        string          `json:"id"`
	EventID   string          `json:"event_id"`
	Recipient json.RawMessage `json:"recipient"`
	Status    DeliveryStatus  `json:"status"`
	Attempts  int             `json:"attempts"`
	Error     string          `json:"error,omitempty"` // of the last attempt
	Created   time.Time       `json:"created"`
	Sent      time.Time       `json:"sent,omitzero"`
}

// Tell is an event of an alert to store, with whom it is told.
type Tell struct {
	Alert    Alert // as it is after the event; a new one has no ID
	Event    string
	FiringID string
	// Message makes the message when the id of the alert is known.
	Message    func(id string) (json.RawMessage, error)
	Recipients []json.RawMessage
}

const alertColumns = `id, schedule_id, rule, level, stage, escalate, opened, since, told, acknowledged, acknowledged_by, note, cleared, message`

func scanAlert(r scanner) (Alert, error) {
	var a Alert
	err := r.Scan(&a.ID, &a.ScheduleID, &a.Rule, &a.Level, &a.Stage, timeColumn{&a.Escalate}, timeColumn{&a.Opened}, timeColumn{&a.Since}, timeColumn{&a.Told},
		timeColumn{&a.Acknowledged}, &a.AcknowledgedBy, &a.Note, timeColumn{&a.Cleared}, jsonColumn{&a.Message})
	return a, err
}

// OpenAlerts returns the open alerts of a schedule by rule, inside the
// transaction that decides on them.
func (*DB) OpenAlerts(ctx context.Context, tx *sql.Tx, schedule string) (map[string]Alert, error) {
	// Two firings that end at the same time decide one after the other.
	if _, err := changed(ctx, tx, `UPDATE schedules SET version = version WHERE id = $1`, schedule); err != nil {
		return nil, err
	}
	got, err := rows(ctx, tx, scanAlert, `SELECT `+alertColumns+` FROM alerts WHERE schedule_id = $1 AND cleared IS NULL`, schedule)
	out := make(map[string]Alert, len(got))
	for _, a := range got {
		out[a.Rule] = a
	}
	return out, err
}

// TellAlert stores an event of an alert and its deliveries, and hands each to
// enqueue, all in a transaction of the caller.
func (db *DB) TellAlert(ctx context.Context, tx *sql.Tx, who Actor, t Tell, enqueue func(context.Context, *sql.Tx, Delivery) error) error {
	now, a, isNew := stamp(db.now()), t.Alert, t.Alert.ID == ""
	if isNew {
		a.ID = db.ids.next(now)
	}
	var err error
	if a.Message, err = t.Message(a.ID); err != nil {
		return err
	}
	if isNew {
		_, err = changed(ctx, tx, `INSERT INTO alerts (`+alertColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
			a.ID, a.ScheduleID, a.Rule, a.Level, a.Stage, stampOrNull(a.Escalate), stamp(a.Opened), stamp(a.Since), stamp(a.Told),
			stampOrNull(a.Acknowledged), a.AcknowledgedBy, a.Note, stampOrNull(a.Cleared), string(a.Message))
	} else {
		_, err = changed(ctx, tx, `UPDATE alerts SET level = $1, stage = $2, escalate = $3, since = $4, told = $5, acknowledged = $6, acknowledged_by = $7, note = $8,
			cleared = $9, message = $10 WHERE id = $11`, a.Level, a.Stage, stampOrNull(a.Escalate), stamp(a.Since), stamp(a.Told),
			stampOrNull(a.Acknowledged), a.AcknowledgedBy, a.Note, stampOrNull(a.Cleared), string(a.Message), a.ID)
	}
	if err != nil {
		return err
	}
	event := db.ids.next(now)
	if _, err := changed(ctx, tx, `INSERT INTO alert_events (id, alert_id, at, event, level, firing_id, actor, message) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		event, a.ID, now, t.Event, a.Level, t.FiringID, who.Name, string(a.Message)); err != nil {
		return err
	}
	action := ActionUpdate
	switch {
	case isNew:
		action = ActionCreate
	case t.Event == string(ActionAcknowledge)+"d":
		action = ActionAcknowledge
	}
	if err := db.record(ctx, tx, who, action, "alert", a.ID, nil, struct {
		Event    string `json:"event"`
		Schedule string `json:"schedule"`
		Rule     string `json:"rule"`
		Level    int    `json:"level"`
		Note     string `json:"note,omitempty"`
		Told     int    `json:"told"`
	}{t.Event, a.ScheduleID, a.Rule, a.Level, a.Note, len(t.Recipients)}); err != nil {
		return err
	}
	for _, to := range t.Recipients {
		d := Delivery{ID: db.ids.next(now), EventID: event, Recipient: to, Status: DeliveryQueued, Created: now}
		if _, err := changed(ctx, tx, `INSERT INTO deliveries (id, event_id, recipient, status, attempts, error, created) VALUES ($1, $2, $3, $4, 0, '', $5)`,
			d.ID, event, string(to), string(d.Status), d.Created); err != nil {
			return err
		}
		if err := enqueue(ctx, tx, d); err != nil {
			return err
		}
	}
	return nil
}

// AlertsToEscalate returns the alerts that nobody has acknowledged in time.
func (db *DB) AlertsToEscalate(ctx context.Context, now time.Time) ([]Alert, error) {
	got, err := rows(ctx, db.read, scanAlert, `SELECT `+alertColumns+` FROM alerts WHERE escalate <= $1 AND cleared IS NULL AND acknowledged IS NULL ORDER BY escalate LIMIT 100`, stamp(now))
	if err != nil {
		return nil, fmt.Errorf("alerts: %w", err)
	}
	return got, nil
}

// ChangeAlert lets change decide on an alert in a transaction; a nil Tell leaves
// it as it is. The row is locked until then.
func (db *DB) ChangeAlert(ctx context.Context, who Actor, id string, enqueue func(context.Context, *sql.Tx, Delivery) error, change func(Alert) (*Tell, error)) (Alert, error) {
	var out Alert
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := changed(ctx, tx, `UPDATE alerts SET stage = stage WHERE id = $1`, id); err != nil {
			return err
		}
		was, err := scanAlert(tx.QueryRowContext(ctx, `SELECT `+alertColumns+` FROM alerts WHERE id = $1`, id))
		if err != nil {
			return err
		}
		out = was
		t, err := change(was)
		if err != nil || t == nil {
			return err
		}
		if err := db.TellAlert(ctx, tx, who, *t, enqueue); err != nil {
			return err
		}
		out, err = scanAlert(tx.QueryRowContext(ctx, `SELECT `+alertColumns+` FROM alerts WHERE id = $1`, id))
		return err
	})
	return out, of("alert", id, err)
}

// AcknowledgeAlert notes who has taken notice of an open alert, which stops
// reminders and escalation until it rises. The error wraps ErrConflict when it
// is over or was acknowledged already.
func (db *DB) AcknowledgeAlert(ctx context.Context, who Actor, id, note string) (Alert, error) {
	return db.ChangeAlert(ctx, who, id, nil, func(a Alert) (*Tell, error) {
		switch {
		case !a.Cleared.IsZero():
			return nil, fmt.Errorf("%w: it is over", ErrConflict)
		case !a.Acknowledged.IsZero():
			return nil, fmt.Errorf("%w: it was acknowledged by %s", ErrConflict, a.AcknowledgedBy)
		}
		a.Acknowledged, a.AcknowledgedBy, a.Note, a.Escalate = db.now(), who.Name, note, time.Time{}
		return &Tell{Alert: a, Event: string(ActionAcknowledge) + "d", Message: func(string) (json.RawMessage, error) { return a.Message, nil }}, nil
	})
}

// TakeDelivery counts an attempt of a delivery and returns it with its message.
// The error wraps ErrNotFound when there is nothing to do any more.
func (db *DB) TakeDelivery(ctx context.Context, id string) (d Delivery, message json.RawMessage, err error) {
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		n, err := changed(ctx, tx, `UPDATE deliveries SET attempts = attempts + 1 WHERE id = $1 AND status = $2`, id, string(DeliveryQueued))
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNotFound
		}
		d, err = scanDelivery(tx.QueryRowContext(ctx, `SELECT `+deliveryColumns+` FROM deliveries d WHERE id = $1`, id))
		if err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT message FROM alert_events WHERE id = $1`, d.EventID).Scan(jsonColumn{&message})
	})
	return d, message, of("delivery", id, err)
}

// EndDelivery stores how an attempt ended: sent without an error, else given up
// or to be tried again.
func (db *DB) EndDelivery(ctx context.Context, id string, cause error, last bool) error {
	status, text, sent := DeliverySent, "", any(stamp(db.now()))
	if cause != nil {
		status, text, sent = DeliveryQueued, cause.Error(), nil
		if last {
			status = DeliveryFailed
		}
	}
	_, err := changed(ctx, db.write, `UPDATE deliveries SET status = $1, error = $2, sent = $3 WHERE id = $4 AND status = $5`, string(status), text, sent, id, string(DeliveryQueued))
	return of("delivery", id, err)
}
