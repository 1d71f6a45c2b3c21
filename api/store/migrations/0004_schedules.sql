-- Work that comes back. A tick is fired once however many servers run: its
-- firing is unique.

-- +goose Up
CREATE TABLE schedules (
    id            TEXT PRIMARY KEY,
    basin_id      TEXT NOT NULL REFERENCES basins (id),
    name_zh       TEXT NOT NULL,
    name_en       TEXT NOT NULL,
    note          TEXT NOT NULL,
    cron          TEXT NOT NULL,
    zone          TEXT NOT NULL,
    catch_up      TEXT NOT NULL,
    catch_up_most BIGINT NOT NULL,
    paused        BOOLEAN NOT NULL,
    next_tick     TIMESTAMP,
    version       BIGINT NOT NULL,
    created       TIMESTAMP NOT NULL,
    created_by    TEXT NOT NULL,
    updated       TIMESTAMP NOT NULL,
    updated_by    TEXT NOT NULL,
    spec          TEXT NOT NULL
);
CREATE INDEX schedules_next ON schedules (next_tick);

CREATE TABLE firings (
    id          TEXT PRIMARY KEY,
    schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    tick        TIMESTAMP,
    kind        TEXT NOT NULL,
    status      TEXT NOT NULL,
    missed      BIGINT NOT NULL,
    missed_from TIMESTAMP,
    error_zh    TEXT NOT NULL,
    error_en    TEXT NOT NULL,
    created     TIMESTAMP NOT NULL,
    created_by  TEXT NOT NULL,
    finished    TIMESTAMP,
    UNIQUE (schedule_id, tick)
);
CREATE INDEX firings_schedule ON firings (schedule_id, id);
CREATE INDEX firings_status ON firings (status);

CREATE TABLE firing_runs (
    firing_id TEXT NOT NULL REFERENCES firings (id) ON DELETE CASCADE,
    position  BIGINT NOT NULL,
    run_id    TEXT NOT NULL,
    PRIMARY KEY (firing_id, position)
);

-- +goose Down
DROP TABLE firing_runs;
DROP TABLE firings;
DROP TABLE schedules;
