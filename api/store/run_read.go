package store

import (
	"context"
	"fmt"
	"strings"
)

// runDetails are the columns that a list leaves out because they can be large.
const (
	runColumns = `id, basin_id, basin_version, basin_hash, scenario_id, rerun_of, title, pinned, status, cancel_requested,
		level, done, levels, window_at, windows, attempts, created, created_by, started, finished,
		error, result_hash, solver, solver_version, year, p, periods, demand, delivery, shortage, satisfaction, cost`
	runDetails = `, faults, request`
)

func (r *Run) columns() []any {
	return []any{
		&r.ID, &r.BasinID, &r.BasinVersion, &r.BasinHash, &r.ScenarioID, &r.RerunOf, &r.Title, &r.Pinned, &r.Status, &r.CancelRequested,
		&r.Progress.Level, &r.Progress.Done, &r.Progress.Levels, &r.Progress.Window, &r.Progress.Windows,
		&r.Attempts,
		timeColumn{&r.Created},
		&r.CreatedBy,
		timeColumn{&r.Started},
		timeColumn{&r.Finished},
		&r.Error, &r.ResultHash, &r.Solver, &r.SolverVersion, &r.Summary.Year, &r.Summary.P, &r.Summary.Periods,
		&r.Summary.Demand, &r.Summary.Delivery, &r.Summary.Shortage, &r.Summary.Satisfaction, &r.Summary.Cost,
	}
}

func scanRun(row scanner) (Run, error) {
	var r Run
	err := row.Scan(append(r.columns(), jsonColumn{&r.Faults}, jsonColumn{&r.Request})...)
	return r, err
}

func scanListed(row scanner) (Run, error) {
	var r Run
	err := row.Scan(r.columns()...)
	return r, err
}

func run(ctx context.Context, q querier, id string) (Run, error) {
	return scanRun(q.QueryRowContext(ctx, `SELECT `+runColumns+runDetails+` FROM runs WHERE id = $1`, id))
}

// Run returns a run.
func (db *DB) Run(ctx context.Context, id string) (Run, error) {
	r, err := run(ctx, db.read, id)
	return r, of("run", id, err)
}

// Runs lists runs, the newest first. Request and Faults are left out.
func (db *DB) Runs(ctx context.Context, f RunFilter) (List[Run], error) {
	var w where
	w.seen(f.Sight, "runs.basin_id")
	w.equal("basin_id", f.BasinID)
	w.equal("scenario_id", f.ScenarioID)
	w.equal("created_by", f.CreatedBy)
	w.within("created", f.Since, f.Before)
	if len(f.Status) > 0 {
		args := make([]any, len(f.Status))
		for i, s := range f.Status {
			args[i] = string(s)
		}
		w.add("status IN (?"+strings.Repeat(", ?", len(args)-1)+")", args...)
	}
	if f.Title != "" {
		w.add(`lower(title) LIKE ? ESCAPE '\'`, "%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(strings.ToLower(f.Title))+"%")
	}
	if f.Pinned != nil {
		w.add("pinned = ?", *f.Pinned)
	}
	l := listing[Run]{table: "runs", columns: runColumns, scan: scanListed, id: func(r Run) string { return r.ID }, newest: true}
	return l.read(ctx, db.read, w, f.Page)
}

// CountRuns counts runs by status, for metrics.
func (db *DB) CountRuns(ctx context.Context) (map[RunStatus]int, error) {
	type count struct {
		status RunStatus
		n      int
	}
	got, err := rows(ctx, db.read, func(r scanner) (c count, err error) {
		err = r.Scan(&c.status, &c.n)
		return c, err
	}, `SELECT status, count(*) FROM runs GROUP BY status`)
	if err != nil {
		return nil, fmt.Errorf("count of runs: %w", err)
	}
	out := make(map[RunStatus]int, len(got))
	for _, c := range got {
		out[c.status] = c.n
	}
	return out, nil
}
