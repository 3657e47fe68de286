-- +goose Up
-- Which assets readers may have: those of the stories that are public. The rows
-- of a story are written with the act that shows it and go with its pointer.
CREATE TABLE asset_public (
  asset TEXT NOT NULL,
  story TEXT NOT NULL REFERENCES pointer (story) ON DELETE CASCADE,
  PRIMARY KEY (asset, story)
);
CREATE INDEX asset_public_story ON asset_public (story);
INSERT INTO asset_public (asset, story)
  SELECT DISTINCT n.found[1], p.story FROM pointer p JOIN revision r ON r.story = p.story AND r.number = p.revision,
    regexp_matches(r.document, '"(?:asset|poster)":"([^"\\]+)"', 'g') AS n (found);

-- Who agreed that a sound or film is served with the metadata that it was sent
-- with, where nothing can take them out; empty: it is not.
ALTER TABLE asset ADD COLUMN unstripped TEXT NOT NULL DEFAULT '';

-- Sound and film are served from a rendition without their metadata from now on.
INSERT INTO job (id, kind, subject, due, lease, attempts, failure, dead)
  SELECT id, 'remux', id, created, 0, 0, '', 0 FROM asset WHERE kind <> 'picture';

-- +goose Down
DELETE FROM job WHERE kind = 'remux';
DELETE FROM rendition WHERE asset IN (SELECT id FROM asset WHERE kind <> 'picture');
ALTER TABLE asset DROP COLUMN unstripped;
DROP TABLE asset_public;
