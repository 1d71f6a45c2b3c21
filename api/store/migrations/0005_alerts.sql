-- What was grave in the results of schedules, who was told and who knows.

-- +goose Up
CREATE TABLE alerts (
    id              TEXT PRIMARY KEY,
    schedule_id     TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
    rule            TEXT NOT NULL,
    level           BIGINT NOT NULL,
    stage           BIGINT NOT NULL,
    escalate        TIMESTAMP,
    opened          TIMESTAMP NOT NULL,
    since           TIMESTAMP NOT NULL,
    told            TIMESTAMP NOT NULL,
    acknowledged    TIMESTAMP,
    acknowledged_by TEXT NOT NULL,
    note            TEXT NOT NULL,
    cleared         TIMESTAMP,
    message         TEXT NOT NULL
);
CREATE UNIQUE INDEX alerts_open ON alerts (schedule_id, rule) WHERE cleared IS NULL;
CREATE INDEX alerts_schedule ON alerts (schedule_id, id);
CREATE INDEX alerts_escalate ON alerts (escalate);

CREATE TABLE alert_events (
    id        TEXT PRIMARY KEY,
    alert_id  TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
    at        TIMESTAMP NOT NULL,
    event     TEXT NOT NULL,
    level     BIGINT NOT NULL,
    firing_id TEXT NOT NULL,
    actor     TEXT NOT NULL,
    message   TEXT NOT NULL
);
CREATE INDEX alert_events_alert ON alert_events (alert_id, id);

CREATE TABLE deliveries (
    id        TEXT PRIMARY KEY,
    event_id  TEXT NOT NULL REFERENCES alert_events (id) ON DELETE CASCADE,
    recipient TEXT NOT NULL,
    status    TEXT NOT NULL,
    attempts  BIGINT NOT NULL,
    error     TEXT NOT NULL,
    created   TIMESTAMP NOT NULL,
    sent      TIMESTAMP
);
CREATE INDEX deliveries_event ON deliveries (event_id, id);

-- +goose Down
DROP TABLE deliveries;
DROP TABLE alert_events;
DROP TABLE alerts;
