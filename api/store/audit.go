package store

import (
	"context"
	"encoding/json"
	"time"
)

// Action is what was done to an object.
type Action string

// The actions.
const (
	ActionCreate Action = "create"
	ActionUpdate Action = "update"
	ActionDelete Action = "delete"
	ActionCancel Action = "cancel"
	ActionFinish Action = "finish"
	ActionLogin  Action = "login"
	ActionLogout Action = "logout"
)

// Entry is one entry of the audit trail. Entries are only ever added.
type Entry struct {
	ID       string          `json:"id"` // sorts by time
	At       time.Time       `json:"at"`
	Actor    Actor           `json:"actor"`
	Action   Action          `json:"action"`
	Object   string          `json:"object"` // basin, scenario, run, user, session, key, project, agreement, statement, payment
	ObjectID string          `json:"object_id"`
	From     json.RawMessage `json:"from,omitempty"` // before the change, without secrets
	To       json.RawMessage `json:"to,omitempty"`   // after it
}

// AuditFilter selects entries; an empty field selects all.
type AuditFilter struct {
	Page
	UserID   string
	Action   Action
	Object   string
	ObjectID string
	Since    time.Time
	Before   time.Time // time in [Since, Before)
}

// Audit lists the audit trail, the newest entry first.
func (db *DB) Audit(ctx context.Context, f AuditFilter) (List[Entry], error) {
	var w where
	w.equal("actor_id", f.UserID)
	w.equal("action", string(f.Action))
	w.equal("object", f.Object)
	w.equal("object_id", f.ObjectID)
	w.within("at", f.Since, f.Before)
	l := listing[Entry]{table: "audit", columns: auditColumns, scan: scanEntry, id: func(e Entry) string { return e.ID }, newest: true}
	return l.read(ctx, db.read, w, f.Page)
}

const auditColumns = `id, at, actor_id, actor_name, key_id, request_id, address, action, object, object_id, before, after`

func scanEntry(r scanner) (Entry, error) {
	var e Entry
	err := r.Scan(&e.ID, timeColumn{&e.At}, &e.Actor.UserID, &e.Actor.Name, &e.Actor.KeyID, &e.Actor.Request, &e.Actor.Address,
		&e.Action, &e.Object, &e.ObjectID, jsonColumn{&e.From}, jsonColumn{&e.To})
	return e, err
}

// record adds an entry to the audit trail. from and to are encoded as JSON; nil
// where there is nothing before or after.
func (db *DB) record(ctx context.Context, q querier, who Actor, what Action, object, id string, from, to any) error {
	before, err := audited(from)
	if err != nil {
		return err
	}
	after, err := audited(to)
	if err != nil {
		return err
	}
	if who.Name == "" {
		who.Name = "system"
	}
	now := db.now()
	_, err = q.ExecContext(ctx, `INSERT INTO audit (`+auditColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		db.ids.next(now), stamp(now), who.UserID, who.Name, who.KeyID, who.Request, who.Address, string(what), object, id, before, after)
	return err
}

func audited(v any) (any, error) {
	if v == nil {
		return nil, nil
	}
	data, err := json.Marshal(v)
	return string(data), err
}
