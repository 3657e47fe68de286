-- +goose Up
-- Every change of what is said about an asset, appended and never changed.
CREATE TABLE asset_words (
  asset    TEXT NOT NULL REFERENCES asset (id),
  number   BIGINT NOT NULL,     -- from 1, no holes
  person   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  proposal BIGINT NOT NULL,     -- number of the proposal that was accepted; 0: none
  was_alt TEXT NOT NULL, was_credit TEXT NOT NULL, was_licence TEXT NOT NULL, was_source TEXT NOT NULL,
  alt TEXT NOT NULL, credit TEXT NOT NULL, licence TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (asset, number)
);

-- What somebody who may not change these words would have them be.
CREATE TABLE asset_proposal (
  asset    TEXT NOT NULL REFERENCES asset (id),
  number   BIGINT NOT NULL,     -- from 1, no holes
  person   TEXT NOT NULL,
  at       BIGINT NOT NULL,
  state    BIGINT NOT NULL,     -- 0: open, 1: accepted, 2: declined
  decider  TEXT NOT NULL,        -- empty while it is open
  decided  BIGINT NOT NULL,     -- 0 while it is open
  was_alt TEXT NOT NULL, was_credit TEXT NOT NULL, was_licence TEXT NOT NULL, was_source TEXT NOT NULL,
  alt TEXT NOT NULL, credit TEXT NOT NULL, licence TEXT NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (asset, number)
);

-- +goose Down
DROP TABLE asset_proposal; DROP TABLE asset_words;
