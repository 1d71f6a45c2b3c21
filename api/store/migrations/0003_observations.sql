-- What was measured. A correction adds a revision; nothing is overwritten.

-- +goose Up
CREATE TABLE series (
    id         TEXT PRIMARY KEY,
    basin_id   TEXT NOT NULL REFERENCES basins (id),
    node       TEXT NOT NULL,
    quantity   TEXT NOT NULL,
    created    TIMESTAMP NOT NULL,
    UNIQUE (basin_id, node, quantity)
);

CREATE TABLE observations (
    series_id TEXT NOT NULL REFERENCES series (id),
    at        TIMESTAMP NOT NULL,
    revision  BIGINT NOT NULL,
    value     DOUBLE PRECISION,
    quality   TEXT NOT NULL,
    source    TEXT NOT NULL,
    import_id TEXT NOT NULL,
    stored    TIMESTAMP NOT NULL,
    stored_by TEXT NOT NULL,
    PRIMARY KEY (series_id, at, revision)
);

-- +goose Down
DROP TABLE observations;
DROP TABLE series;
