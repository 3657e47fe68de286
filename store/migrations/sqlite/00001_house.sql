-- +goose Up
-- Ids are text made by us; times are microseconds since 1970 UTC, 0 for none;
-- JSON is opaque text. The same columns stand in the PostgreSQL file.

CREATE TABLE head (              -- one row: the number of the last event; writers take turns on it
  one    INTEGER PRIMARY KEY CHECK (one = 1),
  number INTEGER NOT NULL
) STRICT;
INSERT INTO head (one, number) VALUES (1, 0);

CREATE TABLE event (
  number  INTEGER PRIMARY KEY,    -- from 1, no holes, in commit order
  kind    TEXT NOT NULL,
  edition TEXT NOT NULL,
  story   TEXT NOT NULL,
  grp     TEXT NOT NULL,
  subject TEXT NOT NULL,
  at      INTEGER NOT NULL
) STRICT;

CREATE TABLE edition (
  slug     TEXT PRIMARY KEY,
  lang     TEXT NOT NULL,
  name     TEXT NOT NULL,
  tagline  TEXT NOT NULL,
  zone     TEXT NOT NULL,
  public   INTEGER NOT NULL,
  sections TEXT NOT NULL,        -- JSON [{slug, name}]
  lead     TEXT NOT NULL,
  created  INTEGER NOT NULL
) STRICT;

CREATE TABLE person (
  id       TEXT PRIMARY KEY,
  name     TEXT NOT NULL,
  folded   TEXT NOT NULL UNIQUE, -- the name without regard to case
  role     TEXT NOT NULL,
  password TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created  INTEGER NOT NULL
) STRICT;

CREATE TABLE session (
  token   TEXT PRIMARY KEY,      -- SHA-256 of what the browser holds
  person  TEXT NOT NULL REFERENCES person (id),
  created INTEGER NOT NULL,
  seen    INTEGER NOT NULL,
  expires INTEGER NOT NULL,
  agent   TEXT NOT NULL
) STRICT;
CREATE INDEX session_person ON session (person);

CREATE TABLE link (              -- one-time sign-in links
  token   TEXT PRIMARY KEY,      -- SHA-256 of what the link holds
  person  TEXT NOT NULL REFERENCES person (id),
  expires INTEGER NOT NULL,
  used    INTEGER NOT NULL
) STRICT;

CREATE TABLE asset (
  id       TEXT PRIMARY KEY,
  hash     TEXT NOT NULL,
  kind     TEXT NOT NULL,
  type     TEXT NOT NULL,
  ext      TEXT NOT NULL,
  filename TEXT NOT NULL,
  size     INTEGER NOT NULL,
  width    INTEGER NOT NULL,
  height   INTEGER NOT NULL,
  duration INTEGER NOT NULL,      -- microseconds
  colour   TEXT NOT NULL,
  alt      TEXT NOT NULL,
  credit   TEXT NOT NULL,
  licence  TEXT NOT NULL,
  source   TEXT NOT NULL,
  person   TEXT NOT NULL,
  created  INTEGER NOT NULL,
  folded   TEXT NOT NULL         -- alt, filename and credit without regard to case, for finding it
) STRICT;
CREATE INDEX asset_hash ON asset (hash);
CREATE INDEX asset_kind ON asset (kind, created);
CREATE INDEX asset_created ON asset (created, id);

CREATE TABLE rendition (
  asset  TEXT NOT NULL REFERENCES asset (id),
  width  INTEGER NOT NULL,
  height INTEGER NOT NULL,
  ext    TEXT NOT NULL,
  hash   TEXT NOT NULL,
  size   INTEGER NOT NULL,
  PRIMARY KEY (asset, width, ext)
) STRICT;

CREATE TABLE story (
  id      TEXT PRIMARY KEY,
  edition TEXT NOT NULL REFERENCES edition (slug),
  type    TEXT NOT NULL,
  grp     TEXT NOT NULL,
  source  TEXT NOT NULL,
  stage   TEXT NOT NULL,
  head    INTEGER NOT NULL,       -- the working revision; 0 until there is one
  person  TEXT NOT NULL,
  created INTEGER NOT NULL,
  touched INTEGER NOT NULL,       -- last save or act
  section  TEXT NOT NULL,        -- of the working revision, for lists
  headline TEXT NOT NULL,        -- of the working revision, for lists
  folded   TEXT NOT NULL         -- the headline without regard to case, for finding it
) STRICT;
CREATE INDEX story_touched ON story (touched, id, folded, head); -- the list reads no more to find what is not there
CREATE INDEX story_edition ON story (edition, touched, id, folded, head);
CREATE INDEX story_group ON story (grp) WHERE grp <> '';
CREATE UNIQUE INDEX story_source ON story (source) WHERE source <> '';

CREATE TABLE revision (
  story    TEXT NOT NULL REFERENCES story (id),
  number   INTEGER NOT NULL,
  parent   INTEGER NOT NULL,
  person   TEXT NOT NULL,
  at       INTEGER NOT NULL,
  origin   TEXT NOT NULL,
  branch   INTEGER NOT NULL,
  hash     TEXT NOT NULL,
  document TEXT NOT NULL,        -- canonical JSON
  key      TEXT NOT NULL,        -- idempotency key of the save; empty where there was none
  PRIMARY KEY (story, number)
) STRICT;
CREATE UNIQUE INDEX revision_key ON revision (story, key) WHERE key <> '';

CREATE TABLE act (
  number        INTEGER PRIMARY KEY REFERENCES event (number),
  story         TEXT NOT NULL,
  kind          TEXT NOT NULL,
  revision      INTEGER NOT NULL,
  person        TEXT NOT NULL,
  at            INTEGER NOT NULL,
  public_note   TEXT NOT NULL,
  internal_note TEXT NOT NULL,
  key           TEXT NOT NULL,
  UNIQUE (number, story, revision), -- what a pointer refers to
  FOREIGN KEY (story, revision) REFERENCES revision (story, number)
) STRICT;
CREATE INDEX act_story ON act (story, number, kind, revision);
CREATE INDEX act_kind ON act (kind, number);
CREATE UNIQUE INDEX act_key ON act (story, key) WHERE key <> '';

-- What readers see, derived from the acts in the same transaction and able to
-- be made again from them. A row without its act cannot be: the key says so.
CREATE TABLE pointer (
  story     TEXT PRIMARY KEY REFERENCES story (id),
  act       INTEGER NOT NULL UNIQUE, -- the act that shows it
  edition   TEXT NOT NULL,
  grp       TEXT NOT NULL,
  section   TEXT NOT NULL,
  revision  INTEGER NOT NULL,
  published INTEGER NOT NULL,     -- the first act; orders fronts and feeds
  changed   INTEGER NOT NULL,
  card      TEXT NOT NULL,       -- JSON: what a card needs of the document
  FOREIGN KEY (act, story, revision) REFERENCES act (number, story, revision)
) STRICT, WITHOUT ROWID; -- found by its story in one step
CREATE INDEX pointer_front ON pointer (edition, published DESC, story DESC);
CREATE INDEX pointer_section ON pointer (edition, section, published DESC, story DESC);
CREATE INDEX pointer_group ON pointer (grp) WHERE grp <> '';

CREATE TABLE alert (
  id     TEXT PRIMARY KEY,
  level  TEXT NOT NULL,
  texts  TEXT NOT NULL,          -- JSON {language: text}
  story  TEXT NOT NULL,
  at     INTEGER NOT NULL,
  ends   INTEGER NOT NULL,
  person TEXT NOT NULL
) STRICT;
CREATE INDEX alert_ends ON alert (ends);

CREATE TABLE job (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  due      INTEGER NOT NULL,
  lease    INTEGER NOT NULL,      -- until when a worker holds it; 0 while it waits
  attempts INTEGER NOT NULL,
  failure  TEXT NOT NULL,        -- what the last attempt said
  dead     INTEGER NOT NULL       -- 1 when it has failed for good and waits for a person
) STRICT;
CREATE INDEX job_due ON job (dead, due);
CREATE UNIQUE INDEX job_once ON job (kind, subject) WHERE dead = 0;

-- +goose Down
DROP TABLE job; DROP TABLE alert; DROP TABLE pointer; DROP TABLE act; DROP TABLE revision; DROP TABLE story;
DROP TABLE rendition; DROP TABLE asset; DROP TABLE link; DROP TABLE session; DROP TABLE person; DROP TABLE edition;
DROP TABLE event; DROP TABLE head;
