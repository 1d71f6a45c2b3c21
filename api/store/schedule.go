package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// Schedule is work that comes back.
type Schedule struct {
	ID          string          `json:"id"`
	BasinID     string          `json:"basin_id"`
	NameZH      string          `json:"name_zh"`
	NameEN      string          `json:"name_en"`
	Note        string          `json:"note,omitempty"`
	Cron        string          `json:"cron"`
	Zone        string          `json:"zone"`
	CatchUp     string          `json:"catch_up"`
	CatchUpMost int             `json:"catch_up_most"`
	Paused      bool            `json:"paused"`
	Next        time.Time       `json:"next,omitzero"` // the tick that is decided on next; absent while paused
	Version     int             `json:"version"`       // counts the updates, from 1
	Created     time.Time       `json:"created"`
	CreatedBy   string          `json:"created_by"`
	Updated     time.Time       `json:"updated"`
	UpdatedBy   string          `json:"updated_by"`
	Spec        json.RawMessage `json:"spec"` // what is done
}

const scheduleColumns = `id, basin_id, name_zh, name_en, note, cron, zone, catch_up, catch_up_most, paused, next_tick, version, created, created_by, updated, updated_by, spec`

func scanSchedule(r scanner) (Schedule, error) {
	var s Schedule
	err := r.Scan(&s.ID, &s.BasinID, &s.NameZH, &s.NameEN, &s.Note, &s.Cron, &s.Zone, &s.CatchUp, &s.CatchUpMost, &s.Paused, timeColumn{&s.Next},
		&s.Version, timeColumn{&s.Created}, &s.CreatedBy, timeColumn{&s.Updated}, &s.UpdatedBy, jsonColumn{&s.Spec})
	return s, err
}

func schedule(ctx context.Context, q querier, id string) (Schedule, error) {
	return scanSchedule(q.QueryRowContext(ctx, `SELECT `+scheduleColumns+` FROM schedules WHERE id = $1`, id))
}

// Schedule returns a schedule.
func (db *DB) Schedule(ctx context.Context, id string) (Schedule, error) {
	s, err := schedule(ctx, db.read, id)
	return s, of("schedule", id, err)
}

// Schedules lists the schedules of a basin that are seen, in the order of their
// creation; an empty basin = all.
func (db *DB) Schedules(ctx context.Context, sight Sight, basin string, p Page) (List[Schedule], error) {
	var w where
	w.seen(sight, "schedules.basin_id")
	w.equal("basin_id", basin)
	l := listing[Schedule]{table: "schedules", columns: scheduleColumns, scan: scanSchedule, id: func(s Schedule) string { return s.ID }}
	return l.read(ctx, db.read, w, p)
}

// DueSchedules returns the schedules of which a tick has come, the longest due
// first, at most 100.
func (db *DB) DueSchedules(ctx context.Context, now time.Time) ([]Schedule, error) {
	got, err := rows(ctx, db.read, scanSchedule, `SELECT `+scheduleColumns+` FROM schedules WHERE next_tick <= $1 AND NOT paused ORDER BY next_tick, id LIMIT 100`, stamp(now))
	if err != nil {
		return nil, fmt.Errorf("due schedules: %w", err)
	}
	return got, nil
}

// CreateSchedule stores a schedule; ID, Version and the times are set here,
// Next by the caller. The error wraps ErrNotFound when the basin is absent.
func (db *DB) CreateSchedule(ctx context.Context, who Actor, s Schedule) (Schedule, error) {
	now := stamp(db.now())
	s.ID, s.Version = db.ids.next(now), 1
	s.Created, s.CreatedBy, s.Updated, s.UpdatedBy = now, who.UserID, now, who.UserID
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := basinVersion(ctx, tx, s.BasinID, 0); err != nil {
			return of("basin", s.BasinID, err)
		}
		if _, err := changed(ctx, tx, `INSERT INTO schedules (`+scheduleColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			s.ID, s.BasinID, s.NameZH, s.NameEN, s.Note, s.Cron, s.Zone, s.CatchUp, s.CatchUpMost, s.Paused, stampOrNull(s.Next),
			s.Version, s.Created, s.CreatedBy, s.Updated, s.UpdatedBy, string(s.Spec)); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionCreate, "schedule", s.ID, nil, s)
	})
	if err != nil {
		return Schedule{}, of("schedule", s.ID, err)
	}
	return s, nil
}

// UpdateSchedule replaces what is done and when. s.Version is the version that
// the change was made from: the error wraps ErrConflict when the schedule was
// changed meanwhile (0 = do not ask). An unchanged timetable keeps its next
// tick; for another one s.Next is taken, so that ticks of the old timetable
// that were not decided on are dropped.
func (db *DB) UpdateSchedule(ctx context.Context, who Actor, s Schedule) (Schedule, error) {
	return db.changeSchedule(ctx, who, s.ID, func(was Schedule) (Schedule, error) {
		if s.Version != 0 && s.Version != was.Version {
			return was, fmt.Errorf("%w: version %d is current, not %d", ErrConflict, was.Version, s.Version)
		}
		if s.BasinID != was.BasinID {
			return was, fmt.Errorf("%w: the basin of a schedule cannot change", ErrInvalid)
		}
		is := s
		is.Created, is.CreatedBy = was.Created, was.CreatedBy
		if s.Cron == was.Cron && s.Zone == was.Zone && !s.Paused && !was.Paused {
			is.Next = was.Next
		}
		return is, nil
	})
}

// SetSchedulePaused pauses a schedule, or lets it go on with the tick next.
// Ticks that passed while it was paused are not caught up. Asking for what is
// so already is no error.
func (db *DB) SetSchedulePaused(ctx context.Context, who Actor, id string, paused bool, next time.Time) (Schedule, error) {
	return db.changeSchedule(ctx, who, id, func(was Schedule) (Schedule, error) {
		is := was
		if was.Paused == paused {
			return is, nil
		}
		if is.Paused, is.Next = paused, next; paused {
			is.Next = time.Time{}
		}
		return is, nil
	})
}

// changeSchedule makes a change to a schedule and records it. The row is
// locked by its version: who comes second is told that it was changed.
func (db *DB) changeSchedule(ctx context.Context, who Actor, id string, change func(Schedule) (Schedule, error)) (Schedule, error) {
	var is Schedule
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		// Firing moves the next tick; it waits until this is done.
		if _, err := changed(ctx, tx, `UPDATE schedules SET version = version WHERE id = $1`, id); err != nil {
			return err
		}
		was, err := schedule(ctx, tx, id)
		if err != nil {
			return err
		}
		if is, err = change(was); err != nil {
			return err
		}
		is.Version, is.Updated, is.UpdatedBy = was.Version+1, stamp(db.now()), who.UserID
		if _, err := changed(ctx, tx, `UPDATE schedules SET name_zh = $1, name_en = $2, note = $3, cron = $4, zone = $5, catch_up = $6, catch_up_most = $7,
				paused = $8, next_tick = $9, version = $10, updated = $11, updated_by = $12, spec = $13 WHERE id = $14`,
			is.NameZH, is.NameEN, is.Note, is.Cron, is.Zone, is.CatchUp, is.CatchUpMost, is.Paused, stampOrNull(is.Next), is.Version, is.Updated, is.UpdatedBy, string(is.Spec), id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionUpdate, "schedule", id, was, is)
	})
	if err != nil {
		return Schedule{}, of("schedule", id, err)
	}
	return is, nil
}

// DeleteSchedule deletes a schedule with its history; the runs stay.
func (db *DB) DeleteSchedule(ctx context.Context, who Actor, id string) error {
	return of("schedule", id, db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := schedule(ctx, tx, id)
		if err != nil {
			return err
		}
		if _, err := changed(ctx, tx, `DELETE FROM schedules WHERE id = $1`, id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, ActionDelete, "schedule", id, was, nil)
	}))
}
