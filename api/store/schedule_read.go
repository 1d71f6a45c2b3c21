package store

import (
	"context"
	"fmt"
)

const firingColumns = `id, schedule_id, tick, kind, status, missed, missed_from, error_zh, error_en, created, created_by, finished`

func scanFiring(r scanner) (Firing, error) {
	var f Firing
	err := r.Scan(&f.ID, &f.ScheduleID, timeColumn{&f.Tick}, &f.Kind, &f.Status, &f.Missed, timeColumn{&f.MissedFrom}, &f.Error.ZH, &f.Error.EN,
		timeColumn{&f.Created}, &f.CreatedBy, timeColumn{&f.Finished})
	return f, err
}

// Firings lists the firings of a schedule, the newest first.
func (db *DB) Firings(ctx context.Context, schedule string, p Page) (List[Firing], error) {
	var w where
	w.add("schedule_id = ?", schedule)
	if p.Cursor != "" {
		w.add("id < ?", p.Cursor)
	}
	got, err := db.firings(ctx, w.sql()+fmt.Sprintf(` ORDER BY id DESC LIMIT %d`, p.limit()+1), w.args...)
	if err != nil {
		return List[Firing]{}, of("firings of schedule", schedule, err)
	}
	return cut(got, p.limit(), func(f Firing) string { return f.ID }), nil
}

// FinishedWork returns firings that are running although all their runs are
// over, the oldest first, at most 100.
func (db *DB) FinishedWork(ctx context.Context) ([]Firing, error) {
	got, err := db.firings(ctx, ` WHERE status = $1 AND NOT EXISTS (SELECT 1 FROM firing_runs x JOIN runs r ON r.id = x.run_id
		WHERE x.firing_id = firings.id AND r.status IN ($2, $3)) ORDER BY id LIMIT 100`, string(FiringRunning), string(RunQueued), string(RunRunning))
	if err != nil {
		return nil, fmt.Errorf("finished firings: %w", err)
	}
	return got, nil
}

// firings reads firings with their runs.
func (db *DB) firings(ctx context.Context, rest string, args ...any) ([]Firing, error) {
	got, err := rows(ctx, db.read, scanFiring, `SELECT `+firingColumns+` FROM firings`+rest, args...)
	if err != nil {
		return nil, err
	}
	for i := range got {
		ids, err := rows(ctx, db.read, func(r scanner) (id string, err error) {
			err = r.Scan(&id)
			return id, err
		}, `SELECT run_id FROM firing_runs WHERE firing_id = $1 ORDER BY position`, got[i].ID)
		if err != nil {
			return nil, err
		}
		got[i].Runs = append([]string{}, ids...)
	}
	return got, nil
}
