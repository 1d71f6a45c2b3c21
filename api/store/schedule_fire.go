package store

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"fenhu/network"
)

// FiringKind says why a firing is there.
type FiringKind string

// The kinds of firings.
const (
	FiredOnTime FiringKind = "on-time"
	FiredLate   FiringKind = "catch-up" // its tick passed while no server ran
	FiredByHand FiringKind = "manual"
	NotFired    FiringKind = "missed" // ticks that were given up
)

// FiringStatus is the state of a firing.
type FiringStatus string

// The states of a firing. All but the first are final.
const (
	FiringRunning FiringStatus = "running"
	FiringDone    FiringStatus = "done"
	FiringFailed  FiringStatus = "failed" // it could not be begun, or a run of it did not come to a feasible result
	FiringMissed  FiringStatus = "missed"
)

// Firing is one time that a schedule did its work, or did not.
type Firing struct {
	ID         string       `json:"id"` // sorts by time
	ScheduleID string       `json:"schedule_id"`
	Tick       time.Time    `json:"tick,omitzero"` // absent when asked for by hand
	Kind       FiringKind   `json:"kind"`
	Status     FiringStatus `json:"status"`
	Missed     int          `json:"missed,omitempty"` // ticks given up, of which Tick is the last
	MissedFrom time.Time    `json:"missed_from,omitzero"`
	Error      network.Text `json:"error,omitzero"`
	Created    time.Time    `json:"created"`
	CreatedBy  string       `json:"created_by"`
	Finished   time.Time    `json:"finished,omitzero"`
	Runs       []string     `json:"runs"` // ids, in the order of the work
}

// NewFiring is a firing to store with its runs, or with why there are none.
type NewFiring struct {
	Tick       time.Time // zero = by hand
	Kind       FiringKind
	Missed     int
	MissedFrom time.Time
	Error      network.Text
	Runs       []NewRun
}

// Fire is what is decided on a schedule.
type Fire struct {
	// Schedule is the schedule as it was when the decision was made.
	Schedule Schedule
	// Next is the tick after those decided on; zero = there is none.
	Next    time.Time
	Firings []NewFiring
}

// FireSchedule stores what was decided on the due ticks of a schedule, with the
// runs and their jobs, in one transaction. fired is false, and nothing is
// stored, when another server was faster or the schedule was changed meanwhile.
func (db *DB) FireSchedule(ctx context.Context, f Fire, enqueue func(context.Context, *sql.Tx, Run) error) (out []Firing, fired bool, err error) {
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		n, err := changed(ctx, tx, `UPDATE schedules SET next_tick = $1 WHERE id = $2 AND version = $3 AND next_tick = $4 AND NOT paused`,
			stampOrNull(f.Next), f.Schedule.ID, f.Schedule.Version, stamp(f.Schedule.Next))
		if err != nil || n == 0 {
			return err
		}
		for _, x := range f.Firings {
			got, added, err := db.addFiring(ctx, tx, Actor{Name: "schedule"}, f.Schedule.ID, x, enqueue)
			if err != nil {
				return err
			}
			if added {
				out = append(out, got)
			}
		}
		fired = true
		return nil
	})
	if err != nil {
		return nil, false, of("schedule", f.Schedule.ID, err)
	}
	return out, fired, nil
}

// FireByHand stores a firing that somebody asked for.
func (db *DB) FireByHand(ctx context.Context, who Actor, id string, x NewFiring, enqueue func(context.Context, *sql.Tx, Run) error) (Firing, error) {
	var out Firing
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := schedule(ctx, tx, id); err != nil {
			return err
		}
		var err error
		out, _, err = db.addFiring(ctx, tx, who, id, x, enqueue)
		return err
	})
	if err != nil {
		return Firing{}, of("schedule", id, err)
	}
	return out, nil
}

func (db *DB) addFiring(ctx context.Context, tx *sql.Tx, who Actor, id string, x NewFiring, enqueue func(context.Context, *sql.Tx, Run) error) (f Firing, added bool, err error) {
	now := stamp(db.now())
	f = Firing{
		ID: db.ids.next(now), ScheduleID: id, Tick: x.Tick, Kind: x.Kind, Status: FiringRunning, Missed: x.Missed, MissedFrom: x.MissedFrom,
		Error: x.Error, Created: now, CreatedBy: who.UserID, Runs: []string{},
	}
	switch {
	case x.Kind == NotFired:
		f.Status, f.Finished = FiringMissed, now
	case x.Error != network.Text{} && len(x.Runs) > 0:
		return f, false, fmt.Errorf("%w: a firing with an error has no runs", ErrInvalid)
	}
	// A firing whose work could not be planned stays running until it is
	// finished like the others, so that it raises its alert.
	n, err := changed(ctx, tx, `INSERT INTO firings (id, schedule_id, tick, kind, status, missed, missed_from, error_zh, error_en, created, created_by, finished)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (schedule_id, tick) DO NOTHING`,
		f.ID, id, stampOrNull(f.Tick), string(f.Kind), string(f.Status), f.Missed, stampOrNull(f.MissedFrom), f.Error.ZH, f.Error.EN, f.Created, f.CreatedBy, stampOrNull(f.Finished))
	if err != nil || n == 0 {
		return f, false, err
	}
	for i, r := range x.Runs {
		run, err := db.submitRun(ctx, tx, who, r, enqueue)
		if err != nil {
			return f, false, err
		}
		if _, err := changed(ctx, tx, `INSERT INTO firing_runs (firing_id, position, run_id) VALUES ($1, $2, $3)`, f.ID, i, run.ID); err != nil {
			return f, false, err
		}
		f.Runs = append(f.Runs, run.ID)
	}
	return f, true, db.record(ctx, tx, who, ActionCreate, "firing", f.ID, nil, f)
}

// FinishFiring ends a firing whose runs are all over. finished is false when it
// was ended before. also is done in the same transaction; nil = nothing.
func (db *DB) FinishFiring(ctx context.Context, id string, s FiringStatus, why network.Text, also func(ctx context.Context, tx *sql.Tx) error) (finished bool, err error) {
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		now := stamp(db.now())
		n, err := changed(ctx, tx, `UPDATE firings SET status = $1, error_zh = $2, error_en = $3, finished = $4 WHERE id = $5 AND status = $6`,
			string(s), why.ZH, why.EN, now, id, string(FiringRunning))
		if err != nil || n == 0 {
			return err
		}
		finished = true
		if err := db.record(ctx, tx, Actor{}, ActionFinish, "firing", id, nil, struct {
			Status FiringStatus `json:"status"`
			Error  network.Text `json:"error,omitzero"`
		}{s, why}); err != nil || also == nil {
			return err
		}
		return also(ctx, tx)
	})
	return finished && err == nil, of("firing", id, err)
}
