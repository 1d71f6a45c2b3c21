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
	l := listing[Firing]{table: "firings", columns: firingColumns, scan: scanFiring, id: func(f Firing) string { return f.ID }, newest: true}
	got, err := l.read(ctx, db.read, w, p)
	if err == nil {
		err = db.addRuns(ctx, got.Items)
	}
	return got, of("schedule", schedule, err)
}

// FinishedWork returns firings that are running although all their runs are
// over, the oldest first, at most 100.
func (db *DB) FinishedWork(ctx context.Context) ([]Firing, error) {
	got, err := rows(ctx, db.read, scanFiring, `SELECT `+firingColumns+` FROM firings WHERE status = $1 AND NOT EXISTS (SELECT 1 FROM firing_runs x JOIN runs r ON r.id = x.run_id
		WHERE x.firing_id = firings.id AND r.status IN ($2, $3)) ORDER BY id LIMIT 100`, string(FiringRunning), string(RunQueued), string(RunRunning))
	if err == nil {
		err = db.addRuns(ctx, got)
	}
	if err != nil {
		return nil, fmt.Errorf("finished firings: %w", err)
	}
	return got, nil
}

// addRuns reads the runs of firings.
func (db *DB) addRuns(ctx context.Context, got []Firing) error {
	for i := range got {
		ids, err := rows(ctx, db.read, func(r scanner) (id string, err error) {
			err = r.Scan(&id)
			return id, err
		}, `SELECT run_id FROM firing_runs WHERE firing_id = $1 ORDER BY position`, got[i].ID)
		if err != nil {
			return err
		}
		got[i].Runs = append([]string{}, ids...)
	}
	return nil
}
