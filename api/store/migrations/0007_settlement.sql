-- Who owes whom. Agreements keep all their versions; statements, decisions on
-- them and entries of the ledger are only ever added.

-- +goose Up
CREATE TABLE agreements (
    id         TEXT PRIMARY KEY,
    basin_id   TEXT NOT NULL REFERENCES basins (id),
    code       TEXT NOT NULL,
    version    BIGINT NOT NULL,
    created    TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated    TIMESTAMP NOT NULL,
    UNIQUE (basin_id, code)
);

CREATE TABLE agreement_versions (
    agreement_id TEXT NOT NULL REFERENCES agreements (id),
    version      BIGINT NOT NULL,
    preset       TEXT NOT NULL,
    first_year   BIGINT NOT NULL,
    last_year    BIGINT NOT NULL,
    note         TEXT NOT NULL,
    created      TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL,
    body         TEXT NOT NULL,
    PRIMARY KEY (agreement_id, version)
);

CREATE TABLE statements (
    id                TEXT PRIMARY KEY,
    basin_id          TEXT NOT NULL REFERENCES basins (id),
    agreement_id      TEXT REFERENCES agreements (id),
    agreement_version BIGINT NOT NULL,
    code              TEXT NOT NULL,
    kind              TEXT NOT NULL,
    period            TEXT NOT NULL,
    preset            TEXT NOT NULL,
    rule_version      TEXT NOT NULL,
    grade             TEXT NOT NULL,
    run_id            TEXT NOT NULL,
    lines             BIGINT NOT NULL,
    total             BIGINT NOT NULL,
    hash              TEXT NOT NULL,
    note              TEXT NOT NULL,
    created           TIMESTAMP NOT NULL,
    created_by        TEXT NOT NULL,
    drawn_by          TEXT NOT NULL,
    body              BYTEA NOT NULL
);
CREATE INDEX statements_basin ON statements (basin_id, id);
CREATE INDEX statements_agreement ON statements (agreement_id, period, id);

-- One decision for each statement, whoever comes first.
CREATE TABLE statement_decisions (
    statement_id TEXT PRIMARY KEY REFERENCES statements (id),
    decision     TEXT NOT NULL,
    note         TEXT NOT NULL,
    at           TIMESTAMP NOT NULL,
    user_id      TEXT NOT NULL,
    name         TEXT NOT NULL
);

CREATE TABLE ledger_entries (
    id           TEXT PRIMARY KEY,
    basin_id     TEXT NOT NULL REFERENCES basins (id),
    statement_id TEXT REFERENCES statements (id),
    code         TEXT NOT NULL,
    kind         TEXT NOT NULL,
    section      TEXT NOT NULL,
    period       TEXT NOT NULL,
    date         TEXT NOT NULL,
    payer        TEXT NOT NULL,
    payee        TEXT NOT NULL,
    amount       BIGINT NOT NULL,
    note         TEXT NOT NULL,
    created      TIMESTAMP NOT NULL,
    created_by   TEXT NOT NULL
);
CREATE INDEX ledger_entries_basin ON ledger_entries (basin_id, date, id);
CREATE INDEX ledger_entries_code ON ledger_entries (basin_id, code, id);

-- +goose Down
DROP TABLE ledger_entries;
DROP TABLE statement_decisions;
DROP TABLE statements;
DROP TABLE agreement_versions;
DROP TABLE agreements;
