-- +goose Up
-- Who did what, when, and from where at the desk; each hash covers the row before.
CREATE TABLE audit (
  number   BIGINT PRIMARY KEY,   -- from 1, no holes
  at       BIGINT NOT NULL,
  person   TEXT NOT NULL,        -- empty: nobody was signed in
  address  TEXT NOT NULL,        -- empty: the command line
  kind     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  detail   TEXT NOT NULL,
  previous TEXT NOT NULL,        -- hash of the row before
  hash     TEXT NOT NULL         -- as audit.Entry.Sum says
);
CREATE INDEX audit_person ON audit (person, number);
CREATE INDEX audit_kind ON audit (kind, number);

-- Browsers in which somebody has signed in: their tries are counted apart from strangers'.
CREATE TABLE device (
  token   TEXT PRIMARY KEY,      -- SHA-256 of what the browser holds
  person  TEXT NOT NULL REFERENCES person (id),
  seen    BIGINT NOT NULL
);
CREATE INDEX device_person ON device (person, seen);

-- Addresses that captured pages gave as their own. Nobody has verified them: a
-- claim finds stories that may be the same and stands in no story's way.
CREATE TABLE claim (
  source TEXT NOT NULL,
  story  TEXT NOT NULL REFERENCES story (id),
  hash   TEXT NOT NULL,          -- SHA-256 of the document that was taken
  PRIMARY KEY (source, story)
);

ALTER TABLE session ADD COLUMN linked BIGINT NOT NULL DEFAULT 0; -- when it began with a sign-in link; 0: it did not

-- +goose Down
ALTER TABLE session DROP COLUMN linked;
DROP TABLE claim; DROP TABLE device; DROP TABLE audit;
