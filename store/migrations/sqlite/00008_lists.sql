-- +goose Up
-- What the desk's list asks of a story, derived from its acts and its working revision so that a list of a million finds
-- its first page by an index. Triggers hold it, so that the release before this one holds it too; readers' pages never ask.
-- 0: never public, 1: public as it is, 2: public with open changes, 3: withdrawn.
ALTER TABLE story ADD COLUMN state INTEGER NOT NULL DEFAULT 0;
UPDATE story SET state = COALESCE(
  (SELECT CASE WHEN p.revision = story.head THEN 1 ELSE 2 END FROM pointer p WHERE p.story = story.id),
  (SELECT 3 FROM act a WHERE a.story = story.id LIMIT 1), 0);
CREATE INDEX story_listed ON story (stage, state, touched, id);
CREATE INDEX story_listed_edition ON story (edition, stage, state, touched, id);
CREATE INDEX story_listed_section ON story (edition, section, stage, state, touched, id);
CREATE INDEX story_listed_person ON story (person, stage, state, touched, id);
CREATE INDEX story_listed_desk ON story (person, edition, stage, state, touched, id);

-- The parts of an edition's sitemap: each story has its part from its publication on, the last part takes in new ones
-- until it is full. version is the number of the last event that changed a part.
CREATE TABLE sitemap (
  edition TEXT NOT NULL,
  part    INTEGER NOT NULL,
  stories INTEGER NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (edition, part)
) STRICT, WITHOUT ROWID;
CREATE TABLE sitemap_story (
  story   TEXT PRIMARY KEY,
  edition TEXT NOT NULL,
  part    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO sitemap_story (story, edition, part)
  SELECT story, edition, (ROW_NUMBER() OVER (PARTITION BY edition ORDER BY published, story) - 1) / 10000 + 1 FROM pointer;
CREATE INDEX sitemap_story_part ON sitemap_story (edition, part, story);
INSERT INTO sitemap (edition, part, stories, version)
  SELECT s.edition, s.part, COUNT(*), MAX(p.act) FROM sitemap_story s JOIN pointer p ON p.story = s.story GROUP BY s.edition, s.part;

-- +goose StatementBegin
CREATE TRIGGER pointer_shows AFTER INSERT ON pointer BEGIN
  UPDATE story SET state = CASE WHEN head = NEW.revision THEN 1 ELSE 2 END WHERE id = NEW.story;
  INSERT INTO sitemap (edition, part, stories, version)
    SELECT NEW.edition, COALESCE(MAX(part), 0) + 1, 0, NEW.act FROM sitemap WHERE edition = NEW.edition
    HAVING COALESCE((SELECT stories FROM sitemap WHERE edition = NEW.edition ORDER BY part DESC LIMIT 1), 10000) >= 10000;
  INSERT INTO sitemap_story (story, edition, part)
    SELECT NEW.story, NEW.edition, MAX(part) FROM sitemap WHERE edition = NEW.edition;
  UPDATE sitemap SET stories = stories + 1, version = NEW.act
    WHERE edition = NEW.edition AND part = (SELECT part FROM sitemap_story WHERE story = NEW.story);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pointer_moves AFTER UPDATE OF act, revision ON pointer BEGIN
  UPDATE story SET state = CASE WHEN head = NEW.revision THEN 1 ELSE 2 END WHERE id = NEW.story;
  UPDATE sitemap SET version = NEW.act
    WHERE (edition, part) = (SELECT edition, part FROM sitemap_story WHERE story = NEW.story);
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER pointer_goes AFTER DELETE ON pointer BEGIN
  UPDATE story SET state = 3 WHERE id = OLD.story;
  UPDATE sitemap SET stories = stories - 1, version = (SELECT number FROM head)
    WHERE (edition, part) = (SELECT edition, part FROM sitemap_story WHERE story = OLD.story);
  DELETE FROM sitemap_story WHERE story = OLD.story;
END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER story_saved AFTER UPDATE OF head ON story WHEN NEW.head <> OLD.head AND NEW.state IN (1, 2) BEGIN
  UPDATE story SET state = CASE WHEN (SELECT revision FROM pointer WHERE story = NEW.id) = NEW.head THEN 1 ELSE 2 END WHERE id = NEW.id;
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER story_saved; DROP TRIGGER pointer_goes; DROP TRIGGER pointer_moves; DROP TRIGGER pointer_shows;
DROP TABLE sitemap_story; DROP TABLE sitemap;
DROP INDEX story_listed; DROP INDEX story_listed_edition; DROP INDEX story_listed_section; DROP INDEX story_listed_person; DROP INDEX story_listed_desk;
ALTER TABLE story DROP COLUMN state;
