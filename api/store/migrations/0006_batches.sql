-- The batches of traces that an ensemble run is split in, while it is made.

-- +goose Up
CREATE TABLE run_batches (
    run_id   TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    batch    BIGINT NOT NULL,
    traces   BIGINT NOT NULL,
    done     BIGINT NOT NULL,
    finished BOOLEAN NOT NULL,
    claim    TEXT NOT NULL,
    seen     TIMESTAMP,
    data     BYTEA,
    PRIMARY KEY (run_id, batch)
);

-- +goose Down
DROP TABLE run_batches;
