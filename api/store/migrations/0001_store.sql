-- One dialect for SQLite and PostgreSQL: TIMESTAMP holds UTC, BYTEA bytes, TEXT also JSON.

-- +goose Up
CREATE TABLE basins (
    id         TEXT PRIMARY KEY,
    name_zh    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    version    BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    created    TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated    TIMESTAMP NOT NULL
);

CREATE TABLE basin_versions (
    basin_id   TEXT NOT NULL REFERENCES basins (id),
    version    BIGINT NOT NULL,
    hash       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    note       TEXT NOT NULL,
    created    TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    document   BYTEA NOT NULL,
    PRIMARY KEY (basin_id, version)
);

CREATE TABLE scenarios (
    id         TEXT PRIMARY KEY,
    basin_id   TEXT NOT NULL REFERENCES basins (id),
    parent_id  TEXT REFERENCES scenarios (id),
    name_zh    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    note       TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created    TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated    TIMESTAMP NOT NULL,
    updated_by TEXT NOT NULL,
    changes    TEXT NOT NULL
);
CREATE INDEX scenarios_basin ON scenarios (basin_id, id);
CREATE INDEX scenarios_parent ON scenarios (parent_id);

CREATE TABLE runs (
    id               TEXT PRIMARY KEY,
    basin_id         TEXT NOT NULL,
    basin_version    BIGINT NOT NULL,
    basin_hash       TEXT NOT NULL,
    scenario_id      TEXT NOT NULL,
    rerun_of         TEXT NOT NULL,
    title            TEXT NOT NULL,
    pinned           BOOLEAN NOT NULL,
    submit_key       TEXT,
    status           TEXT NOT NULL,
    cancel_requested BOOLEAN NOT NULL,
    level            TEXT NOT NULL,
    done             BIGINT NOT NULL,
    levels           BIGINT NOT NULL,
    window_at        BIGINT NOT NULL,
    windows          BIGINT NOT NULL,
    attempts         BIGINT NOT NULL,
    claim            TEXT NOT NULL,
    seen             TIMESTAMP,
    created          TIMESTAMP NOT NULL,
    created_by       TEXT NOT NULL,
    started          TIMESTAMP,
    finished         TIMESTAMP,
    error            TEXT NOT NULL,
    result_hash      TEXT NOT NULL,
    solver           TEXT NOT NULL,
    solver_version   TEXT NOT NULL,
    year             BIGINT NOT NULL,
    p                DOUBLE PRECISION NOT NULL,
    periods          BIGINT NOT NULL,
    demand           DOUBLE PRECISION NOT NULL,
    delivery         DOUBLE PRECISION NOT NULL,
    shortage         DOUBLE PRECISION NOT NULL,
    satisfaction     DOUBLE PRECISION NOT NULL,
    cost             DOUBLE PRECISION NOT NULL,
    faults           TEXT,
    request          TEXT NOT NULL,
    FOREIGN KEY (basin_id, basin_version) REFERENCES basin_versions (basin_id, version)
);
CREATE UNIQUE INDEX runs_submit_key ON runs (created_by, submit_key);
CREATE INDEX runs_basin ON runs (basin_id, id);
CREATE INDEX runs_status ON runs (status, id);
CREATE INDEX runs_finished ON runs (finished);

CREATE TABLE run_results (
    run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
    part   TEXT NOT NULL,
    hash   TEXT NOT NULL,
    size   BIGINT NOT NULL,
    data   BYTEA NOT NULL,
    PRIMARY KEY (run_id, part)
);

CREATE TABLE users (
    id         TEXT PRIMARY KEY,
    login      TEXT NOT NULL,
    login_key  TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    disabled   BOOLEAN NOT NULL,
    password   TEXT NOT NULL,
    created    TIMESTAMP NOT NULL,
    updated    TIMESTAMP NOT NULL,
    last_login TIMESTAMP
);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    csrf_hash  TEXT NOT NULL,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created    TIMESTAMP NOT NULL,
    seen       TIMESTAMP NOT NULL,
    expires    TIMESTAMP NOT NULL,
    address    TEXT NOT NULL,
    agent      TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE api_keys (
    id        TEXT PRIMARY KEY,
    user_id   TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    prefix    TEXT NOT NULL,
    hash      TEXT NOT NULL UNIQUE,
    scopes    TEXT NOT NULL,
    created   TIMESTAMP NOT NULL,
    expires   TIMESTAMP,
    last_used TIMESTAMP,
    revoked   TIMESTAMP
);
CREATE INDEX api_keys_user ON api_keys (user_id, id);

CREATE TABLE audit (
    id         TEXT PRIMARY KEY,
    at         TIMESTAMP NOT NULL,
    actor_id   TEXT NOT NULL,
    actor_name TEXT NOT NULL,
    key_id     TEXT NOT NULL,
    request_id TEXT NOT NULL,
    address    TEXT NOT NULL,
    action     TEXT NOT NULL,
    object     TEXT NOT NULL,
    object_id  TEXT NOT NULL,
    before     TEXT,
    after      TEXT
);
CREATE INDEX audit_object ON audit (object, object_id, id);
CREATE INDEX audit_actor ON audit (actor_id, id);

-- +goose Down
DROP TABLE audit;
DROP TABLE api_keys;
DROP TABLE sessions;
DROP TABLE users;
DROP TABLE run_results;
DROP TABLE runs;
DROP TABLE scenarios;
DROP TABLE basin_versions;
DROP TABLE basins;
