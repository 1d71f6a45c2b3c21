package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"
)

const selectObservations = `SELECT s.basin_id, s.node, s.quantity, o.at, o.revision, o.value, o.quality, o.source, o.import_id, o.stored, o.stored_by
		FROM observations o JOIN series s ON s.id = o.series_id`

// inForce is the condition that leaves the last revision of each time.
func inForce(alias string) string {
	return strings.ReplaceAll(`NOT EXISTS (SELECT 1 FROM observations later WHERE later.series_id = @.series_id AND later.at = @.at AND later.revision > @.revision)`, "@", alias)
}

func scanObservation(r scanner) (Observation, error) {
	var o Observation
	err := r.Scan(&o.BasinID, &o.Node, &o.Quantity, timeColumn{&o.At}, &o.Revision, &o.Value, &o.Quality, &o.Source, &o.ImportID, timeColumn{&o.Stored}, &o.StoredBy)
	return o, err
}

// ObservationFilter selects observations of a basin; an empty field selects all.
type ObservationFilter struct {
	Page
	BasinID  string // required
	Node     string
	Quantity string
	Since    time.Time
	Before   time.Time // time in [Since, Before)
	// Revisions also returns the revisions that were corrected since.
	Revisions bool
}

// Observations lists the values of a basin in the order of node, quantity, time
// and revision.
func (db *DB) Observations(ctx context.Context, f ObservationFilter) (List[Observation], error) {
	var w where
	w.add("s.basin_id = ?", f.BasinID)
	w.equal("s.node", f.Node)
	w.equal("s.quantity", f.Quantity)
	w.within("o.at", f.Since, f.Before)
	if !f.Revisions {
		w.add(inForce("o"))
	}
	if f.Cursor != "" {
		at, err := parseObservationCursor(f.Cursor)
		if err != nil {
			return List[Observation]{}, err
		}
		w.add("(s.node > ? OR s.node = ? AND (s.quantity > ? OR s.quantity = ? AND (o.at > ? OR o.at = ? AND o.revision > ?)))",
			at.Node, at.Node, at.Quantity, at.Quantity, at.At, at.At, at.Revision)
	}
	got, err := rows(ctx, db.read, scanObservation, selectObservations+w.sql()+fmt.Sprintf(` ORDER BY s.node, s.quantity, o.at, o.revision LIMIT %d`, f.limit()+1), w.args...)
	if err != nil {
		return List[Observation]{}, fmt.Errorf("observations: %w", err)
	}
	return cut(got, f.limit(), func(o Observation) string {
		return strings.Join([]string{o.Node, o.Quantity, strconv.FormatInt(o.At.UnixMicro(), 10), strconv.Itoa(o.Revision)}, "|")
	}), nil
}

func parseObservationCursor(s string) (o Observation, err error) {
	parts := strings.Split(s, "|")
	if len(parts) != 4 {
		return o, ErrCursor
	}
	micro, err := strconv.ParseInt(parts[2], 10, 64)
	if err != nil {
		return o, ErrCursor
	}
	o.Node, o.Quantity, o.At = parts[0], parts[1], time.UnixMicro(micro).UTC()
	o.Revision, err = number(parts[3])
	return o, err
}

// LatestObservations returns the last value in force of each series of a basin
// that is not later than a time and of one of the qualities; no quality = any.
func (db *DB) LatestObservations(ctx context.Context, basin, quantity string, until time.Time, qualities ...string) ([]Observation, error) {
	var w where
	w.add("s.basin_id = ?", basin)
	w.equal("s.quantity", quantity)
	// A value is the last when it suits and none that suits is newer.
	suits := func(alias string) (condition string, args []any) {
		condition, args = alias+".at <= ?", []any{stamp(until)}
		if len(qualities) > 0 {
			condition += " AND " + alias + ".quality IN (?" + strings.Repeat(", ?", len(qualities)-1) + ")"
			for _, q := range qualities {
				args = append(args, q)
			}
		}
		return condition + " AND " + inForce(alias), args
	}
	condition, args := suits("o")
	w.add(condition, args...)
	condition, args = suits("n")
	w.add("NOT EXISTS (SELECT 1 FROM observations n WHERE n.series_id = o.series_id AND n.at > o.at AND "+condition+")", args...)
	got, err := rows(ctx, db.read, scanObservation, selectObservations+w.sql()+` ORDER BY s.node, s.quantity`, w.args...)
	if err != nil {
		return nil, fmt.Errorf("observations: %w", err)
	}
	return got, nil
}
