package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Work is a run that a worker has taken, with its inputs.
type Work struct {
	Run      Run
	Document []byte
	// Claim is what the worker shows to report on the run and to finish it.
	Claim string
}

// Outcome is how a run ended.
type Outcome struct {
	Status        RunStatus // one of the final ones
	Error         string
	Faults        json.RawMessage
	ResultHash    string
	Solver        string
	SolverVersion string
	Summary       Summary
	Progress      Progress          // the last there was
	Parts         map[string][]byte // by name; stored compressed
}

// TakeRun marks a run as running, counts the attempt and returns its inputs. A
// run that is running already is taken from its worker only when that has not
// reported since the time alive; otherwise the error wraps ErrConflict. The
// error wraps ErrNotFound when nothing is to be done: the run is over or was
// deleted.
func (db *DB) TakeRun(ctx context.Context, id string, alive time.Time) (Work, error) {
	var w Work
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		now := stamp(db.now())
		w.Claim = db.ids.next(now)
		n, err := changed(ctx, tx, `UPDATE runs SET status = $1, claim = $2, seen = $3, attempts = attempts + 1, started = COALESCE(started, $4),
				level = '', done = 0, levels = 0, window_at = 0, windows = 0
			WHERE id = $5 AND (status = $6 OR (status = $7 AND seen < $8))`,
			string(RunRunning), w.Claim, now, now, id, string(RunQueued), string(RunRunning), stamp(alive))
		if err != nil {
			return err
		}
		if w.Run, err = run(ctx, tx, id); err != nil {
			return err
		}
		switch {
		case n == 0 && w.Run.Status.Final():
			return fmt.Errorf("work %w: it is %s", ErrNotFound, w.Run.Status)
		case n == 0:
			return fmt.Errorf("%w: another worker has it", ErrConflict)
		}
		w.Document, _, err = document(ctx, tx, w.Run.BasinID, w.Run.BasinVersion)
		return err
	})
	if err != nil {
		return Work{}, of("run", id, err)
	}
	return w, nil
}

// ReportRun is a sign of life of the worker of a run, with its progress. It says
// whether the run is to be cancelled. The error wraps ErrConflict when the
// claim no longer holds: the run is over, or another worker has it.
func (db *DB) ReportRun(ctx context.Context, id, claim string, p Progress) (cancel bool, err error) {
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		n, err := changed(ctx, tx, `UPDATE runs SET seen = $1, level = $2, done = $3, levels = $4, window_at = $5, windows = $6
			WHERE id = $7 AND claim = $8 AND status = $9`,
			stamp(db.now()), p.Level, p.Done, p.Levels, p.Window, p.Windows, id, claim, string(RunRunning))
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%w: the claim does not hold", ErrConflict)
		}
		return tx.QueryRowContext(ctx, `SELECT cancel_requested FROM runs WHERE id = $1`, id).Scan(&cancel)
	})
	return cancel, of("run", id, err)
}

// CancelAsked says whether a run is to be cancelled.
func (db *DB) CancelAsked(ctx context.Context, id string) (cancel bool, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT cancel_requested FROM runs WHERE id = $1`, id).Scan(&cancel)
	return cancel, of("run", id, err)
}

// ReleaseRun puts a run back into the queue when its worker has to stop; the
// attempt does not count.
func (db *DB) ReleaseRun(ctx context.Context, id, claim string) error {
	_, err := changed(ctx, db.write, `UPDATE runs SET status = $1, claim = '', attempts = attempts - 1 WHERE id = $2 AND claim = $3 AND status = $4`,
		string(RunQueued), id, claim, string(RunRunning))
	return of("run", id, err)
}

// RequeueRun puts a run back into the queue after its worker failed; the
// attempt counts.
func (db *DB) RequeueRun(ctx context.Context, id, claim string) error {
	_, err := changed(ctx, db.write, `UPDATE runs SET status = $1, claim = '' WHERE id = $2 AND claim = $3 AND status = $4`,
		string(RunQueued), id, claim, string(RunRunning))
	return of("run", id, err)
}

// Sign is what is known of the worker of a run.
type Sign struct {
	Seen     time.Time // when it last reported; zero for a queued run
	Attempts int       // how often the run was begun
	Over     bool      // the run is over and needs no worker
}

// RunSign says whether a run still needs a worker, and since when it may lack one.
func (db *DB) RunSign(ctx context.Context, id string) (Sign, error) {
	var (
		s      Sign
		status RunStatus
	)
	err := db.read.QueryRowContext(ctx, `SELECT status, seen, attempts FROM runs WHERE id = $1`, id).Scan(&status, timeColumn{&s.Seen}, &s.Attempts)
	if err != nil {
		return Sign{}, of("run", id, err)
	}
	if status == RunQueued {
		s.Seen = time.Time{}
	}
	s.Over = status.Final()
	return s, nil
}

// SilentRuns lists the runs that are not over and of which nothing was heard
// since a time: they wait in the queue, or their worker is lost.
func (db *DB) SilentRuns(ctx context.Context, since time.Time) ([]string, error) {
	got, err := rows(ctx, db.read, func(r scanner) (id string, err error) {
		err = r.Scan(&id)
		return id, err
	}, `SELECT id FROM runs WHERE status IN ($1, $2) AND created < $3 AND (seen IS NULL OR seen < $4) ORDER BY id`,
		string(RunQueued), string(RunRunning), stamp(since), stamp(since))
	if err != nil {
		return nil, fmt.Errorf("silent runs: %w", err)
	}
	return got, nil
}

// FinishRun ends a run and stores its result, all in one transaction, provided
// that it is not over and that the claim holds; an empty claim ends it whoever
// has it. Otherwise the run stays as it is and stored is false.
func (db *DB) FinishRun(ctx context.Context, id, claim string, o Outcome) (stored bool, err error) {
	if !o.Status.Final() {
		return false, fmt.Errorf("run %s: %w: %s does not end it", id, ErrInvalid, o.Status)
	}
	packed := map[string][]byte{}
	for name, data := range o.Parts {
		if packed[name], err = compress(data); err != nil {
			return false, err
		}
	}
	err = db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		now := stamp(db.now())
		s := o.Summary
		n, err := changed(ctx, tx, `UPDATE runs SET status = $1, finished = $2, error = $3, faults = $4, result_hash = $5, solver = $6, solver_version = $7,
				year = $8, p = $9, periods = $10, demand = $11, delivery = $12, shortage = $13, satisfaction = $14, cost = $15,
				level = $16, done = $17, levels = $18, window_at = $19, windows = $20, claim = ''
			WHERE id = $21 AND status IN ($22, $23) AND ($24 = '' OR claim = $25)`,
			string(o.Status), now, o.Error, textOrNull(string(o.Faults)), o.ResultHash, o.Solver, o.SolverVersion,
			s.Year, s.P, s.Periods, s.Demand, s.Delivery, s.Shortage, s.Satisfaction, s.Cost,
			o.Progress.Level, o.Progress.Done, o.Progress.Levels, o.Progress.Window, o.Progress.Windows,
			id, string(RunQueued), string(RunRunning), claim, claim)
		if err != nil || n == 0 {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(o.Parts)) {
			if _, err := changed(ctx, tx, `INSERT INTO run_results (run_id, part, hash, size, data) VALUES ($1, $2, $3, $4, $5)`,
				id, name, digest(o.Parts[name]), len(o.Parts[name]), packed[name]); err != nil {
				return err
			}
		}
		if _, err := changed(ctx, tx, `DELETE FROM run_batches WHERE run_id = $1`, id); err != nil {
			return err
		}
		is, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		stored = true
		return db.record(ctx, tx, Actor{}, ActionFinish, "run", id, auditedRun(was), auditedRun(is))
	})
	return stored && err == nil, of("run", id, err)
}
