-- +goose Up
-- What the author of an act saw, what it takes back, and the date that a story
-- bears elsewhere. Rows of an earlier release have none of these.

ALTER TABLE act ADD COLUMN seen   BIGINT NOT NULL DEFAULT 0; -- the story's last act when the act's screen was drawn
ALTER TABLE act ADD COLUMN undoes BIGINT NOT NULL DEFAULT 0; -- the act that an undo takes back; 0: it is none
ALTER TABLE act ADD COLUMN dated  BIGINT NOT NULL DEFAULT 0; -- the date that readers are given instead of at; 0: none
ALTER TABLE act ADD COLUMN waived TEXT NOT NULL DEFAULT ''; -- why what spoke against it was overruled
CREATE UNIQUE INDEX act_undoes ON act (undoes) WHERE undoes <> 0; -- an act is taken back once

ALTER TABLE story ADD COLUMN dated BIGINT NOT NULL DEFAULT 0; -- the date that it bears elsewhere; 0: none

-- +goose Down
ALTER TABLE story DROP COLUMN dated;
DROP INDEX act_undoes;
ALTER TABLE act DROP COLUMN seen; ALTER TABLE act DROP COLUMN undoes; ALTER TABLE act DROP COLUMN dated; ALTER TABLE act DROP COLUMN waived;
