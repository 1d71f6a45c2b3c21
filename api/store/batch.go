package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// Batch is a part of the traces of an ensemble run that one worker makes.
type Batch struct {
	RunID string
	At    int // number of the batch, from 0
	// Claim is what the worker shows to report on the batch and to finish it.
	Claim string
}

// BatchesDone is how far the batches of a run are.
type BatchesDone struct {
	Batches, Finished int
	Traces, Done      int
}

// AddBatches splits a run in batches of the given numbers of traces, and calls
// enqueue in the same transaction. A run that has its batches keeps them.
func (db *DB) AddBatches(ctx context.Context, run string, traces []int, enqueue func(context.Context, *sql.Tx) error) error {
	return of("run", run, db.inTx(ctx, func(tx *sql.Tx) error {
		added := false
		for i, n := range traces {
			rows, err := changed(ctx, tx, `INSERT INTO run_batches (run_id, batch, traces, done, finished, claim) VALUES ($1, $2, $3, 0, FALSE, '')
				ON CONFLICT (run_id, batch) DO NOTHING`, run, i, n)
			if err != nil {
				return err
			}
			added = added || rows > 0
		}
		if !added {
			return nil
		}
		return enqueue(ctx, tx)
	}))
}

// TakeBatch gives the first batch of a run that nobody works on: not finished,
// and not taken by a worker that has reported since the time alive. The error wraps
// ErrNotFound when there is none.
func (db *DB) TakeBatch(ctx context.Context, run string, alive time.Time) (Batch, error) {
	now := stamp(db.now())
	b := Batch{RunID: run, Claim: db.ids.next(now)}
	for range 10 { // another worker may take the batch that was looked up
		err := db.inTx(ctx, func(tx *sql.Tx) error {
			err := tx.QueryRowContext(ctx, `SELECT batch FROM run_batches
				WHERE run_id = $1 AND NOT finished AND (claim = '' OR seen < $2) ORDER BY batch LIMIT 1`, run, stamp(alive)).Scan(&b.At)
			if err != nil {
				return err
			}
			n, err := changed(ctx, tx, `UPDATE run_batches SET claim = $1, seen = $2, done = 0
				WHERE run_id = $3 AND batch = $4 AND NOT finished AND (claim = '' OR seen < $5)`, b.Claim, now, run, b.At, stamp(alive))
			if err == nil && n == 0 {
				err = ErrConflict
			}
			return err
		})
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return Batch{}, fmt.Errorf("batch of run %s: %w", run, ErrNotFound)
		case !errors.Is(err, ErrConflict):
			return b, of("run", run, err)
		}
	}
	return Batch{}, fmt.Errorf("batch of run %s: %w", run, ErrNotFound)
}

// ReportBatch notes how many traces of a batch are done, and that its worker is
// alive. The error wraps ErrConflict when another worker has it, or the run is over.
func (db *DB) ReportBatch(ctx context.Context, b Batch, done int) error {
	n, err := changed(ctx, db.write, `UPDATE run_batches SET done = $1, seen = $2 WHERE run_id = $3 AND batch = $4 AND claim = $5 AND NOT finished`,
		done, stamp(db.now()), b.RunID, b.At, b.Claim)
	if err == nil && n == 0 {
		err = fmt.Errorf("%w: another worker has the batch, or the run is over", ErrConflict)
	}
	return of("run", b.RunID, err)
}

// ReleaseBatch gives a batch back when its worker has to stop.
func (db *DB) ReleaseBatch(ctx context.Context, b Batch) error {
	_, err := changed(ctx, db.write, `UPDATE run_batches SET claim = '', done = 0 WHERE run_id = $1 AND batch = $2 AND claim = $3 AND NOT finished`, b.RunID, b.At, b.Claim)
	return of("run", b.RunID, err)
}

// FinishBatch stores what came of a batch, provided that the claim holds.
// Otherwise the batch stays as it is: another worker makes the same of it.
func (db *DB) FinishBatch(ctx context.Context, b Batch, data []byte) error {
	packed, err := compress(data)
	if err != nil {
		return err
	}
	_, err = changed(ctx, db.write, `UPDATE run_batches SET data = $1, finished = TRUE, done = traces WHERE run_id = $2 AND batch = $3 AND claim = $4 AND NOT finished`,
		packed, b.RunID, b.At, b.Claim)
	return of("run", b.RunID, err)
}

// BatchesDone says how far the batches of a run are.
func (db *DB) BatchesDone(ctx context.Context, run string) (d BatchesDone, err error) {
	err = db.read.QueryRowContext(ctx, `SELECT count(*), COALESCE(sum(CASE WHEN finished THEN 1 ELSE 0 END), 0), COALESCE(sum(traces), 0), COALESCE(sum(done), 0)
		FROM run_batches WHERE run_id = $1`, run).Scan(&d.Batches, &d.Finished, &d.Traces, &d.Done)
	return d, of("run", run, err)
}

// BatchData is what came of a finished batch.
func (db *DB) BatchData(ctx context.Context, run string, at int) ([]byte, error) {
	var packed []byte
	err := db.read.QueryRowContext(ctx, `SELECT data FROM run_batches WHERE run_id = $1 AND batch = $2 AND finished`, run, at).Scan(&packed)
	if err != nil {
		return nil, of("run", run, err)
	}
	return expand(packed)
}
