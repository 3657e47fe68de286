-- +goose Up
-- Every change of the story that leads an edition's front page, appended and never changed. What leads is in edition.lead.
CREATE TABLE pin (
  number  BIGINT PRIMARY KEY,         -- of its event
  edition TEXT NOT NULL REFERENCES edition (slug),
  story   TEXT NOT NULL,          -- that leads from then on; empty: the newest
  led     TEXT NOT NULL,          -- that led until then; empty: the newest
  undoes  BIGINT NOT NULL,            -- the number of the one that it takes back; 0: it takes none back
  person  TEXT NOT NULL,
  at      BIGINT NOT NULL,
  key     TEXT NOT NULL           -- of the form it was sent with; empty: none
);
CREATE INDEX pin_edition ON pin (edition, number);
CREATE UNIQUE INDEX pin_key ON pin (person, key) WHERE key <> '';

-- +goose Down
DROP TABLE pin;
