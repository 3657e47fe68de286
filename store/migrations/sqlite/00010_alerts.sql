-- +goose Up
ALTER TABLE alert ADD COLUMN key TEXT NOT NULL DEFAULT '';       -- of the form it was sent with; empty: none
ALTER TABLE alert ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;  -- until when it waits for a second person; 0: it does not
ALTER TABLE alert ADD COLUMN lasts INTEGER NOT NULL DEFAULT 0;  -- how long it will run once it is confirmed, while it waits
ALTER TABLE alert ADD COLUMN second TEXT NOT NULL DEFAULT '';    -- who confirmed or declined it; empty: nobody
CREATE UNIQUE INDEX alert_key ON alert (person, key) WHERE key <> '';

-- +goose Down
DROP INDEX alert_key;
ALTER TABLE alert DROP COLUMN second;
ALTER TABLE alert DROP COLUMN lasts;
ALTER TABLE alert DROP COLUMN waits;
ALTER TABLE alert DROP COLUMN key;
