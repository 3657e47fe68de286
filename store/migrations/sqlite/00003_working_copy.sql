-- +goose Up
-- What is being typed, until it is a revision: one row for each open tab,
-- overwritten. A row without a document holds nothing that is not a revision;
-- it stays for a while, so that a text of the tab that comes late is known for old.

CREATE TABLE working_copy (
  story    TEXT NOT NULL REFERENCES story (id),
  person   TEXT NOT NULL REFERENCES person (id),
  tab      TEXT NOT NULL,
  number   INTEGER NOT NULL,     -- how many changes the tab had made
  base     INTEGER NOT NULL,    -- the revision that the document was made from, or became
  document TEXT NOT NULL,       -- canonical JSON; empty where it has become the revision
  at       INTEGER NOT NULL,
  PRIMARY KEY (story, person, tab)
) STRICT;
CREATE INDEX working_copy_at ON working_copy (at);

CREATE TABLE browser_key (       -- what a person's browser encrypts with what it has not sent yet
  person  TEXT PRIMARY KEY REFERENCES person (id),
  key     TEXT NOT NULL,        -- 256 random bits, base64
  created INTEGER NOT NULL
) STRICT;

-- +goose Down
DROP TABLE browser_key; DROP TABLE working_copy;
