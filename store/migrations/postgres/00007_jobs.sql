-- +goose Up
ALTER TABLE job ADD COLUMN payload TEXT NOT NULL DEFAULT ''; -- JSON: what the work needs beside its subject; empty: nothing

-- +goose Down
ALTER TABLE job DROP COLUMN payload;
