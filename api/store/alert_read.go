package store

import (
	"context"
)

const deliveryColumns = `d.id, d.event_id, d.recipient, d.status, d.attempts, d.error, d.created, d.sent`

func scanDelivery(r scanner) (Delivery, error) {
	var d Delivery
	err := r.Scan(&d.ID, &d.EventID, jsonColumn{&d.Recipient}, &d.Status, &d.Attempts, &d.Error, timeColumn{&d.Created}, timeColumn{&d.Sent})
	return d, err
}

// AlertFilter selects alerts; an empty field selects all.
type AlertFilter struct {
	Page
	Sight      Sight
	BasinID    string
	ScheduleID string
	Open       bool // only those that are not over
}

// Alerts lists alerts, the newest first.
func (db *DB) Alerts(ctx context.Context, f AlertFilter) (List[Alert], error) {
	var w where
	const basin = "(SELECT basin_id FROM schedules WHERE schedules.id = alerts.schedule_id)"
	w.seen(f.Sight, basin)
	w.equal(basin, f.BasinID)
	w.equal("schedule_id", f.ScheduleID)
	if f.Open {
		w.add("cleared IS NULL")
	}
	l := listing[Alert]{table: "alerts", columns: alertColumns, scan: scanAlert, id: func(a Alert) string { return a.ID }, newest: true}
	return l.read(ctx, db.read, w, f.Page)
}

// Alert returns an alert with all that happened to it, the oldest event first.
func (db *DB) Alert(ctx context.Context, id string) (Alert, []AlertEvent, error) {
	a, err := scanAlert(db.read.QueryRowContext(ctx, `SELECT `+alertColumns+` FROM alerts WHERE id = $1`, id))
	if err != nil {
		return a, nil, of("alert", id, err)
	}
	events, err := rows(ctx, db.read, func(r scanner) (AlertEvent, error) {
		e := AlertEvent{Deliveries: []Delivery{}}
		err := r.Scan(&e.ID, &e.AlertID, timeColumn{&e.At}, &e.Event, &e.Level, &e.FiringID, &e.Actor, jsonColumn{&e.Message})
		return e, err
	}, `SELECT id, alert_id, at, event, level, firing_id, actor, message FROM alert_events WHERE alert_id = $1 ORDER BY id`, id)
	if err != nil {
		return a, nil, of("alert", id, err)
	}
	sent, err := rows(ctx, db.read, scanDelivery, `SELECT `+deliveryColumns+` FROM deliveries d JOIN alert_events e ON e.id = d.event_id WHERE e.alert_id = $1 ORDER BY d.id`, id)
	if err != nil {
		return a, nil, of("alert", id, err)
	}
	for i := range events {
		for _, d := range sent {
			if d.EventID == events[i].ID {
				events[i].Deliveries = append(events[i].Deliveries, d)
			}
		}
	}
	return a, events, nil
}
