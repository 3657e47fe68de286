-- +goose Up
-- What the desk's list asks of a story, derived from its acts and its working revision so that a list of a million finds
-- its first page by an index. Triggers hold it, so that the release before this one holds it too; readers' pages never ask.
-- 0: never public, 1: public as it is, 2: public with open changes, 3: withdrawn.
ALTER TABLE story ADD COLUMN state BIGINT NOT NULL DEFAULT 0;
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
  part    BIGINT NOT NULL,
  stories BIGINT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (edition, part)
);
CREATE TABLE sitemap_story (
  story   TEXT PRIMARY KEY,
  edition TEXT NOT NULL,
  part    BIGINT NOT NULL
);
INSERT INTO sitemap_story (story, edition, part)
  SELECT story, edition, (ROW_NUMBER() OVER (PARTITION BY edition ORDER BY published, story) - 1) / 10000 + 1 FROM pointer;
CREATE INDEX sitemap_story_part ON sitemap_story (edition, part, story);
INSERT INTO sitemap (edition, part, stories, version)
  SELECT s.edition, s.part, COUNT(*), MAX(p.act) FROM sitemap_story s JOIN pointer p ON p.story = s.story GROUP BY s.edition, s.part;

-- +goose StatementBegin
CREATE FUNCTION pointer_shows() RETURNS trigger AS $$ BEGIN
  UPDATE story SET state = CASE WHEN head = NEW.revision THEN 1 ELSE 2 END WHERE id = NEW.story;
  INSERT INTO sitemap (edition, part, stories, version)
    SELECT NEW.edition, COALESCE(MAX(part), 0) + 1, 0, NEW.act FROM sitemap WHERE edition = NEW.edition
    HAVING COALESCE((SELECT stories FROM sitemap WHERE edition = NEW.edition ORDER BY part DESC LIMIT 1), 10000) >= 10000;
  INSERT INTO sitemap_story (story, edition, part)
    SELECT NEW.story, NEW.edition, MAX(part) FROM sitemap WHERE edition = NEW.edition;
  UPDATE sitemap SET stories = stories + 1, version = NEW.act
    WHERE edition = NEW.edition AND part = (SELECT part FROM sitemap_story WHERE story = NEW.story);
  RETURN NULL;
END $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER pointer_shows AFTER INSERT ON pointer FOR EACH ROW EXECUTE FUNCTION pointer_shows();
-- +goose StatementBegin
CREATE FUNCTION pointer_moves() RETURNS trigger AS $$ BEGIN
  UPDATE story SET state = CASE WHEN head = NEW.revision THEN 1 ELSE 2 END WHERE id = NEW.story;
  UPDATE sitemap SET version = NEW.act
    WHERE (edition, part) = (SELECT edition, part FROM sitemap_story WHERE story = NEW.story);
  RETURN NULL;
END $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER pointer_moves AFTER UPDATE OF act, revision ON pointer FOR EACH ROW EXECUTE FUNCTION pointer_moves();
-- +goose StatementBegin
CREATE FUNCTION pointer_goes() RETURNS trigger AS $$ BEGIN
  UPDATE story SET state = 3 WHERE id = OLD.story;
  UPDATE sitemap SET stories = stories - 1, version = (SELECT number FROM head)
    WHERE (edition, part) = (SELECT edition, part FROM sitemap_story WHERE story = OLD.story);
  DELETE FROM sitemap_story WHERE story = OLD.story;
  RETURN NULL;
END $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER pointer_goes AFTER DELETE ON pointer FOR EACH ROW EXECUTE FUNCTION pointer_goes();
-- +goose StatementBegin
CREATE FUNCTION story_saved() RETURNS trigger AS $$ BEGIN
  UPDATE story SET state = CASE WHEN (SELECT revision FROM pointer WHERE story = NEW.id) = NEW.head THEN 1 ELSE 2 END WHERE id = NEW.id;
  RETURN NULL;
END $$ LANGUAGE plpgsql;
-- +goose StatementEnd
CREATE TRIGGER story_saved AFTER UPDATE OF head ON story FOR EACH ROW WHEN (NEW.head <> OLD.head AND NEW.state IN (1, 2)) EXECUTE FUNCTION story_saved();

-- +goose Down
DROP FUNCTION story_saved CASCADE; DROP FUNCTION pointer_goes CASCADE; DROP FUNCTION pointer_moves CASCADE; DROP FUNCTION pointer_shows CASCADE;
DROP TABLE sitemap_story; DROP TABLE sitemap;
DROP INDEX story_listed; DROP INDEX story_listed_edition; DROP INDEX story_listed_section; DROP INDEX story_listed_person; DROP INDEX story_listed_desk;
ALTER TABLE story DROP COLUMN state;
