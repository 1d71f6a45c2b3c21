package store

import (
	"context"
	"fmt"
	"strconv"
)

const (
	basinColumns   = `id, name_zh, name_en, version, hash, created, created_by, updated, COALESCE(project_id, '')`
	versionColumns = `basin_id, version, hash, size, note, created, created_by`
)

func scanBasin(r scanner) (Basin, error) {
	var b Basin
	err := r.Scan(&b.ID, &b.NameZH, &b.NameEN, &b.Version, &b.Hash, timeColumn{&b.Created}, &b.CreatedBy, timeColumn{&b.Updated}, &b.ProjectID)
	return b, err
}

func scanVersion(r scanner) (BasinVersion, error) {
	var v BasinVersion
	err := r.Scan(&v.BasinID, &v.Version, &v.Hash, &v.Size, &v.Note, timeColumn{&v.Created}, &v.CreatedBy)
	return v, err
}

// Basin returns a basin.
func (db *DB) Basin(ctx context.Context, id string) (Basin, error) {
	b, err := basin(ctx, db.read, id)
	return b, of("basin", id, err)
}

func basin(ctx context.Context, q querier, id string) (Basin, error) {
	return scanBasin(q.QueryRowContext(ctx, `SELECT `+basinColumns+` FROM basins WHERE id = $1`, id))
}

// BasinFilter selects basins; an empty field selects all, but a zero Sight does not.
type BasinFilter struct {
	Page
	Sight     Sight
	ProjectID string
}

// Basins lists the basins by id.
func (db *DB) Basins(ctx context.Context, f BasinFilter) (List[Basin], error) {
	var w where
	w.seen(f.Sight, "basins.id")
	w.equal("project_id", f.ProjectID)
	l := listing[Basin]{table: "basins", columns: basinColumns, scan: scanBasin, id: func(b Basin) string { return b.ID }, named: true}
	return l.read(ctx, db.read, w, f.Page)
}

// BasinVersion returns a version of a basin; 0 = the current one.
func (db *DB) BasinVersion(ctx context.Context, id string, version int) (BasinVersion, error) {
	v, err := basinVersion(ctx, db.read, id, version)
	return v, of("basin", versionName(id, version), err)
}

// versionName names a version in an error.
func versionName(id string, version int) string {
	if version == 0 {
		return id
	}
	return fmt.Sprintf("%s version %d", id, version)
}

func basinVersion(ctx context.Context, q querier, id string, version int) (BasinVersion, error) {
	if version == 0 {
		return scanVersion(q.QueryRowContext(ctx, `SELECT `+versionColumns+` FROM basin_versions
			WHERE basin_id = $1 ORDER BY version DESC LIMIT 1`, id))
	}
	return scanVersion(q.QueryRowContext(ctx, `SELECT `+versionColumns+` FROM basin_versions
		WHERE basin_id = $1 AND version = $2`, id, version))
}

// BasinVersions lists the versions of a basin, the newest first.
func (db *DB) BasinVersions(ctx context.Context, id string, p Page) (List[BasinVersion], error) {
	var w where
	w.add("basin_id = ?", id)
	if p.Cursor != "" {
		before, err := number(p.Cursor)
		if err != nil {
			return List[BasinVersion]{}, err
		}
		w.add("version < ?", before)
	}
	got, err := rows(ctx, db.read, scanVersion, `SELECT `+versionColumns+` FROM basin_versions`+w.sql()+
		fmt.Sprintf(` ORDER BY version DESC LIMIT %d`, p.limit()+1), w.args...)
	if err == nil && len(got) == 0 && p.Cursor == "" {
		err = ErrNotFound
	}
	if err != nil {
		return List[BasinVersion]{}, of("basin", id, err)
	}
	return cut(got, p.limit(), func(v BasinVersion) string { return strconv.Itoa(v.Version) }), nil
}

// BasinDocument returns the document of a version, byte for byte as it was
// stored; 0 = the current one.
func (db *DB) BasinDocument(ctx context.Context, id string, version int) ([]byte, BasinVersion, error) {
	data, v, err := document(ctx, db.read, id, version)
	return data, v, of("basin", versionName(id, version), err)
}

func document(ctx context.Context, q querier, id string, version int) ([]byte, BasinVersion, error) {
	v, err := basinVersion(ctx, q, id, version)
	if err != nil {
		return nil, v, err
	}
	var packed []byte
	if err := q.QueryRowContext(ctx, `SELECT document FROM basin_versions WHERE basin_id = $1 AND version = $2`, id, v.Version).Scan(&packed); err != nil {
		return nil, v, err
	}
	data, err := expand(packed)
	if err == nil && digest(data) != v.Hash {
		err = fmt.Errorf("the stored document of version %d does not have its hash", v.Version)
	}
	return data, v, err
}
