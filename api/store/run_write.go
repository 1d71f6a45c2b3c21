package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// SubmitRun stores a run as queued and calls enqueue in the same transaction;
// its error undoes all. It is not called when the run was there already (see
// NewRun.Key). Use jobs.Queue.Submit, which brings enqueue.
func (db *DB) SubmitRun(ctx context.Context, who Actor, n NewRun, enqueue func(context.Context, *sql.Tx, Run) error) (Run, error) {
	var out Run
	err := db.inTx(ctx, func(tx *sql.Tx) (err error) {
		out, err = db.submitRun(ctx, tx, who, n, enqueue)
		return err
	})
	if err != nil {
		return Run{}, fmt.Errorf("submit: %w", known(err))
	}
	return out, nil
}

// submitRun is SubmitRun inside a transaction.
func (db *DB) submitRun(ctx context.Context, tx *sql.Tx, who Actor, n NewRun, enqueue func(context.Context, *sql.Tx, Run) error) (Run, error) {
	if !json.Valid(n.Request) {
		return Run{}, fmt.Errorf("run: %w: the request is not JSON", ErrInvalid)
	}
	v, err := basinVersion(ctx, tx, n.BasinID, n.BasinVersion)
	if err != nil {
		return Run{}, of("basin", versionName(n.BasinID, n.BasinVersion), err)
	}
	now := stamp(db.now())
	r := Run{
		ID: db.ids.next(now), BasinID: v.BasinID, BasinVersion: v.Version, BasinHash: v.Hash, ScenarioID: n.ScenarioID, RerunOf: n.RerunOf,
		Request: n.Request, Title: n.Title, Pinned: n.Pinned, Status: RunQueued, Created: now, CreatedBy: who.UserID,
	}
	added, err := changed(ctx, tx, `INSERT INTO runs (id, basin_id, basin_version, basin_hash, scenario_id, rerun_of, title, pinned, submit_key,
			status, cancel_requested, level, done, levels, window_at, windows, attempts, claim, created, created_by,
			error, result_hash, solver, solver_version, year, p, periods, demand, delivery, shortage, satisfaction, cost, request)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, FALSE, '', 0, 0, 0, 0, 0, '', $11, $12, '', '', '', '', 0, 0, 0, 0, 0, 0, 0, 0, $13)
		ON CONFLICT (created_by, submit_key) DO NOTHING`,
		r.ID, r.BasinID, r.BasinVersion, r.BasinHash, r.ScenarioID, r.RerunOf, r.Title, r.Pinned, textOrNull(n.Key),
		string(r.Status), r.Created, r.CreatedBy, string(r.Request))
	if err != nil {
		return Run{}, err
	}
	if added == 0 {
		return scanRun(tx.QueryRowContext(ctx, `SELECT `+runColumns+runDetails+` FROM runs WHERE created_by = $1 AND submit_key = $2`, who.UserID, n.Key))
	}
	if err := db.record(ctx, tx, who, ActionCreate, "run", r.ID, nil, auditedRun(r)); err != nil {
		return Run{}, err
	}
	return r, enqueue(ctx, tx, r)
}

// auditedRun is a run in the audit trail: what was asked for, and how it ended.
func auditedRun(r Run) any {
	return struct {
		BasinID      string    `json:"basin_id"`
		BasinVersion int       `json:"basin_version"`
		ScenarioID   string    `json:"scenario_id,omitempty"`
		RerunOf      string    `json:"rerun_of,omitempty"`
		Title        string    `json:"title"`
		Pinned       bool      `json:"pinned"`
		Status       RunStatus `json:"status"`
		RequestHash  string    `json:"request_hash"`
		ResultHash   string    `json:"result_hash,omitempty"`
		Error        string    `json:"error,omitempty"`
	}{r.BasinID, r.BasinVersion, r.ScenarioID, r.RerunOf, r.Title, r.Pinned, r.Status, digest(r.Request), r.ResultHash, r.Error}
}

// CancelRun asks for a run to be stopped. A queued run is cancelled at once; a
// running one when its worker has noticed, within a second or so. Asking twice
// is no error; the error wraps ErrConflict when the run is over.
func (db *DB) CancelRun(ctx context.Context, who Actor, id string) (Run, error) {
	return db.changeRun(ctx, who, ActionCancel, id, func(tx *sql.Tx, was Run) (bool, error) {
		if was.Status == RunCancelled || was.CancelRequested && !was.Status.Final() {
			return false, nil
		}
		now := stamp(db.now())
		n, err := changed(ctx, tx, `UPDATE runs SET status = $1, cancel_requested = TRUE, error = $2, finished = $3 WHERE id = $4 AND status = $5`,
			string(RunCancelled), cancelledBy(who), now, id, string(RunQueued))
		if err != nil || n > 0 {
			return n > 0, err
		}
		n, err = changed(ctx, tx, `UPDATE runs SET cancel_requested = TRUE, error = $1 WHERE id = $2 AND status = $3`,
			cancelledBy(who), id, string(RunRunning))
		if err == nil && n == 0 {
			err = fmt.Errorf("%w: it is over", ErrConflict)
		}
		return n > 0, err
	})
}

func cancelledBy(who Actor) string {
	if who.Name == "" {
		return "cancelled"
	}
	return "cancelled by " + who.Name
}

// SetRun changes the title and the pin of a run, which say nothing of its inputs.
func (db *DB) SetRun(ctx context.Context, who Actor, id, title string, pinned bool) (Run, error) {
	return db.changeRun(ctx, who, ActionUpdate, id, func(tx *sql.Tx, was Run) (bool, error) {
		if was.Title == title && was.Pinned == pinned {
			return false, nil
		}
		n, err := changed(ctx, tx, `UPDATE runs SET title = $1, pinned = $2 WHERE id = $3`, title, pinned, id)
		return n > 0, err
	})
}

// changeRun makes a change to a run and records it; do says whether it did.
func (db *DB) changeRun(ctx context.Context, who Actor, what Action, id string, do func(tx *sql.Tx, was Run) (bool, error)) (Run, error) {
	var out Run
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		out = was
		done, err := do(tx, was)
		if err != nil || !done {
			return err
		}
		if out, err = run(ctx, tx, id); err != nil {
			return err
		}
		return db.record(ctx, tx, who, what, "run", id, auditedRun(was), auditedRun(out))
	})
	return out, of("run", id, err)
}

// DeleteRun deletes a run with its result; the error wraps ErrConflict while
// it is queued or running: cancel it first.
func (db *DB) DeleteRun(ctx context.Context, who Actor, id string) error {
	return of("run", id, db.inTx(ctx, func(tx *sql.Tx) error {
		was, err := run(ctx, tx, id)
		if err != nil {
			return err
		}
		if !was.Status.Final() {
			return fmt.Errorf("%w: it is %s", ErrConflict, was.Status)
		}
		return db.deleteRun(ctx, tx, who, was)
	}))
}

func (db *DB) deleteRun(ctx context.Context, tx *sql.Tx, who Actor, was Run) error {
	n, err := changed(ctx, tx, `DELETE FROM runs WHERE id = $1`, was.ID)
	if err != nil || n == 0 {
		return err
	}
	return db.record(ctx, tx, who, ActionDelete, "run", was.ID, auditedRun(was), nil)
}

// DeleteOldRuns deletes the runs that finished before a time and are not
// pinned, at most limit of them, and returns how many it deleted.
func (db *DB) DeleteOldRuns(ctx context.Context, who Actor, before time.Time, limit int) (int, error) {
	var n int
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		old, err := rows(ctx, tx, scanRun, `SELECT `+runColumns+runDetails+` FROM runs WHERE finished < $1 AND NOT pinned ORDER BY finished LIMIT $2`, stamp(before), limit)
		if err != nil {
			return err
		}
		for _, r := range old {
			if err := db.deleteRun(ctx, tx, who, r); err != nil {
				return err
			}
		}
		n = len(old)
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("old runs: %w", err)
	}
	return n, nil
}
