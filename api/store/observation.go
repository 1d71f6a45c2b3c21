package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"
)

// Observation is one revision of a measured value. It never changes.
type Observation struct {
	BasinID  string    `json:"basin_id"`
	Node     string    `json:"node"`
	Quantity string    `json:"quantity"`
	At       time.Time `json:"at"`
	Revision int       `json:"revision"`        // 1, 2, …; the largest is in force
	Value    *float64  `json:"value,omitempty"` // in the unit of the quantity; absent = missing
	Quality  string    `json:"quality"`         // good, suspect, estimated, missing
	Source   string    `json:"source,omitempty"`
	ImportID string    `json:"import_id"` // of the import that brought it; see the audit trail
	Stored   time.Time `json:"stored"`
	StoredBy string    `json:"stored_by"` // user id
}

// NewObservation is a value to store.
type NewObservation struct {
	Node     string
	Quantity string
	At       time.Time
	Value    *float64
	Quality  string
	Source   string
}

// Import is what came of storing observations.
type Import struct {
	ID        string    `json:"id"`
	BasinID   string    `json:"basin_id"`
	Values    int       `json:"values"`
	Added     int       `json:"added"`     // values of times that had none
	Revised   int       `json:"revised"`   // corrections
	Unchanged int       `json:"unchanged"` // stored already, as they are
	From      time.Time `json:"from"`
	To        time.Time `json:"to"`
	Note      string    `json:"note,omitempty"`
}

// seriesKey names a series of a basin.
type seriesKey struct{ node, quantity string }

// AddObservations stores values of a basin, all or none. A value of a time that
// has another one becomes its next revision; one that is stored already as it is
// makes no revision. The error wraps ErrNotFound when there is no such basin.
func (db *DB) AddObservations(ctx context.Context, who Actor, basin, note string, values []NewObservation) (Import, error) {
	if len(values) == 0 {
		return Import{}, fmt.Errorf("observations: %w: there are none", ErrInvalid)
	}
	now := stamp(db.now())
	out := Import{ID: db.ids.next(now), BasinID: basin, Values: len(values), Note: note}
	groups := map[seriesKey][]NewObservation{}
	var order []seriesKey
	for _, v := range values {
		k := seriesKey{v.Node, v.Quantity}
		if groups[k] == nil {
			order = append(order, k)
		}
		v.At = stamp(v.At)
		groups[k] = append(groups[k], v)
		if out.From.IsZero() || v.At.Before(out.From) {
			out.From = v.At
		}
		if v.At.After(out.To) {
			out.To = v.At
		}
	}
	err := db.inTx(ctx, func(tx *sql.Tx) error {
		if _, err := basinVersion(ctx, tx, basin, 0); err != nil {
			return err
		}
		// Two imports of the same time would both find the same last revision.
		if err := db.lock(ctx, tx, lockObservations); err != nil {
			return err
		}
		for _, k := range order {
			if err := db.addToSeries(ctx, tx, who, &out, k, groups[k], now); err != nil {
				return err
			}
		}
		return db.record(ctx, tx, who, ActionCreate, "observations", out.ID, nil, out)
	})
	if err != nil {
		return Import{}, of("basin", basin, err)
	}
	return out, nil
}

// addToSeries stores the values of one series.
func (db *DB) addToSeries(ctx context.Context, tx *sql.Tx, who Actor, out *Import, k seriesKey, values []NewObservation, now time.Time) error {
	id, err := db.series(ctx, tx, out.BasinID, k, now)
	if err != nil {
		return err
	}
	from, to := values[0].At, values[0].At
	for _, v := range values {
		if v.At.Before(from) {
			from = v.At
		}
		if v.At.After(to) {
			to = v.At
		}
	}
	had, err := rows(ctx, tx, scanObservation, selectObservations+` WHERE o.series_id = $1 AND o.at >= $2 AND o.at <= $3 AND `+inForce("o"), id, from, to)
	if err != nil {
		return err
	}
	last := make(map[int64]Observation, len(had))
	for _, o := range had {
		last[o.At.UnixMicro()] = o
	}
	var fresh []any
	flush := func() error {
		if len(fresh) == 0 {
			return nil
		}
		_, err := changed(ctx, tx, `INSERT INTO observations (series_id, at, revision, value, quality, source, import_id, stored, stored_by) VALUES `+tuples(len(fresh)/9, 9), fresh...)
		fresh = fresh[:0]
		return err
	}
	for _, v := range values {
		was, there := last[v.At.UnixMicro()]
		switch {
		case there && was.Quality == v.Quality && was.Source == v.Source && sameValue(was.Value, v.Value):
			out.Unchanged++
			continue
		case there:
			out.Revised++
		default:
			out.Added++
		}
		var number any
		if v.Value != nil {
			number = *v.Value
		}
		last[v.At.UnixMicro()] = Observation{At: v.At, Revision: was.Revision + 1, Value: v.Value, Quality: v.Quality, Source: v.Source}
		fresh = append(fresh, id, v.At, was.Revision+1, number, v.Quality, v.Source, out.ID, now, who.UserID)
		if len(fresh) >= 100*9 {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// tuples are n groups of numbered places of some width.
func tuples(n, width int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteByte('(')
		for j := range width {
			if j > 0 {
				b.WriteString(", ")
			}
			fmt.Fprintf(&b, "$%d", i*width+j+1)
		}
		b.WriteByte(')')
	}
	return b.String()
}

func sameValue(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// series returns the id of a series, which is made when absent.
func (db *DB) series(ctx context.Context, tx *sql.Tx, basin string, k seriesKey, now time.Time) (string, error) {
	if _, err := changed(ctx, tx, `INSERT INTO series (id, basin_id, node, quantity, created) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (basin_id, node, quantity) DO NOTHING`,
		db.ids.next(now), basin, k.node, k.quantity, now); err != nil {
		return "", err
	}
	var id string
	err := tx.QueryRowContext(ctx, `SELECT id FROM series WHERE basin_id = $1 AND node = $2 AND quantity = $3`, basin, k.node, k.quantity).Scan(&id)
	return id, err
}
