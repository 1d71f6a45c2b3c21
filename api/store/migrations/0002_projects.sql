-- +goose Up
CREATE TABLE projects (
    id         TEXT PRIMARY KEY,
    name_zh    TEXT NOT NULL,
    name_en    TEXT NOT NULL,
    note       TEXT NOT NULL,
    created    TIMESTAMP NOT NULL,
    created_by TEXT NOT NULL,
    updated    TIMESTAMP NOT NULL
);

CREATE TABLE project_members (
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    user_id    TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role       TEXT NOT NULL,
    PRIMARY KEY (project_id, user_id)
);
CREATE INDEX project_members_user ON project_members (user_id, project_id);

-- NULL is a basin of no project. SQLite could not drop a column with a foreign key again.
ALTER TABLE basins ADD COLUMN project_id TEXT;
CREATE INDEX basins_project ON basins (project_id);

CREATE TABLE setup_tokens (
    hash    TEXT PRIMARY KEY,
    expires TIMESTAMP NOT NULL
);

-- +goose Down
DROP TABLE setup_tokens;
DROP INDEX basins_project;
ALTER TABLE basins DROP COLUMN project_id;
DROP TABLE project_members;
DROP TABLE projects;
