DELETE FROM job WHERE id = $1
DELETE FROM pointer WHERE story = $1
DELETE FROM session WHERE expires <= $1
DELETE FROM session WHERE person = $1
DELETE FROM session WHERE token = $1
INSERT INTO act (number, story, kind, revision, person, at, public_note, internal_note, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
INSERT INTO alert (id, level, texts, story, at, ends, person) VALUES ($1, $2, $3, $4, $5, $6, $7)
INSERT INTO alert (id, level, texts, story, at, ends, person) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET level = excluded.level, texts = excluded.texts, story = excluded.story, ends = excluded.ends
INSERT INTO asset (id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created, folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
INSERT INTO asset (id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created, folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18) ON CONFLICT (id) DO UPDATE SET width = excluded.width, height = excluded.height, duration = excluded.duration, colour = excluded.colour, alt = excluded.alt, credit = excluded.credit, licence = excluded.licence, source = excluded.source, folded = excluded.folded
INSERT INTO edition (slug, lang, name, tagline, zone, public, sections, lead, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
INSERT INTO edition (slug, lang, name, tagline, zone, public, sections, lead, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (slug) DO UPDATE SET lang = excluded.lang, name = excluded.name, tagline = excluded.tagline, zone = excluded.zone, public = excluded.public, sections = excluded.sections, lead = excluded.lead
INSERT INTO event (number, kind, edition, story, grp, subject, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
INSERT INTO job (id, kind, subject, due, lease, attempts, failure, dead) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
INSERT INTO job (id, kind, subject, due, lease, attempts, failure, dead) VALUES ($1, $2, $3, $4, 0, 0, '', 0) ON CONFLICT (kind, subject) WHERE dead = 0 DO UPDATE SET id = excluded.id, due = excluded.due, lease = 0, attempts = 0, failure = ''
INSERT INTO link (token, person, expires, used) VALUES ($1, $2, $3, 0)
INSERT INTO person (id, name, folded, role, password, disabled, created) VALUES ($1, $2, $3, $4, $5, $6, $7)
INSERT INTO person (id, name, folded, role, password, disabled, created) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET name = excluded.name, folded = excluded.folded, role = excluded.role, password = excluded.password, disabled = excluded.disabled
INSERT INTO pointer (story, act, edition, grp, section, revision, published, changed, card) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
INSERT INTO pointer (story, act, edition, grp, section, revision, published, changed, card) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (story) DO UPDATE SET act = excluded.act, edition = excluded.edition, grp = excluded.grp, section = excluded.section, revision = excluded.revision, published = excluded.published, changed = excluded.changed, card = excluded.card
INSERT INTO rendition (asset, width, height, ext, hash, size) VALUES ($1, $2, $3, $4, $5, $6)
INSERT INTO rendition (asset, width, height, ext, hash, size) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (asset, width, ext) DO UPDATE SET height = excluded.height, hash = excluded.hash, size = excluded.size
INSERT INTO revision (story, number, parent, person, at, origin, branch, hash, document, key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
INSERT INTO revision (story, number, parent, person, at, origin, branch, hash, document, key) VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM revision WHERE story = $2), $3, $4, $5, $6, $7, $8, $9, $10) RETURNING number
INSERT INTO session (token, person, created, seen, expires, agent) VALUES ($1, $2, $3, $4, $5, $6)
INSERT INTO story (id, edition, type, grp, source, stage, head, person, created, touched, section, headline, folded) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
INSERT INTO story (id, edition, type, grp, source, stage, head, person, created, touched, section, headline, folded) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, '', '', '')
SELECT * FROM act LIMIT 0
SELECT * FROM alert LIMIT 0
SELECT * FROM asset LIMIT 0
SELECT * FROM edition LIMIT 0
SELECT * FROM event LIMIT 0
SELECT * FROM job LIMIT 0
SELECT * FROM person LIMIT 0
SELECT * FROM pointer LIMIT 0
SELECT * FROM rendition LIMIT 0
SELECT * FROM revision LIMIT 0
SELECT * FROM story LIMIT 0
SELECT CAST(h.number AS BIGINT) - COUNT(e.number) FROM head h LEFT JOIN event e ON e.number BETWEEN 1 AND h.number GROUP BY h.number
SELECT COUNT(*) FROM (SELECT story FROM revision GROUP BY story HAVING MAX(number) <> COUNT(*)) holed
SELECT COUNT(*) FROM act
SELECT COUNT(*) FROM act a WHERE a.kind <> 'withdraw' AND NOT EXISTS (SELECT 1 FROM act later WHERE later.story = a.story AND later.number > a.number) AND NOT EXISTS (SELECT 1 FROM pointer p WHERE p.act = a.number)
SELECT COUNT(*) FROM alert
SELECT COUNT(*) FROM asset
SELECT COUNT(*) FROM edition
SELECT COUNT(*) FROM event
SELECT COUNT(*) FROM event e JOIN head h ON e.number > h.number OR e.number < 1
SELECT COUNT(*) FROM job
SELECT COUNT(*) FROM link
SELECT COUNT(*) FROM person
SELECT COUNT(*) FROM pointer
SELECT COUNT(*) FROM pointer p LEFT JOIN act a ON a.number = p.act WHERE a.number IS NULL OR a.story <> p.story OR a.revision <> p.revision OR a.kind = 'withdraw' OR EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act)
SELECT COUNT(*) FROM pointer p WHERE p.published <> (SELECT a.at FROM act a WHERE a.story = p.story ORDER BY a.number LIMIT 1)
SELECT COUNT(*) FROM rendition
SELECT COUNT(*) FROM revision
SELECT COUNT(*) FROM session
SELECT COUNT(*) FROM story
SELECT COUNT(*) FROM story s WHERE s.head > 0 AND NOT EXISTS (SELECT 1 FROM revision r WHERE r.story = s.id AND r.number = s.head)
SELECT COUNT(*), COALESCE(MAX(number), 0) FROM act WHERE story = $1
SELECT MAX(version_id) FROM goose_db_version
SELECT a.number, a.story, a.kind, a.revision, a.person, a.at, a.public_note, a.internal_note, a.key, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, COALESCE(r.document, '') FROM act a JOIN story s ON s.id = $1 LEFT JOIN revision r ON r.story = $2 AND r.number = a.revision AND a.kind <> 'withdraw' AND a.number = (SELECT MAX(number) FROM act WHERE story = $3) WHERE a.story = $4 ORDER BY a.number
SELECT asset, width, height, ext, hash, size FROM rendition ORDER BY 1, 2, 3, 4
SELECT asset, width, height, ext, hash, size FROM rendition WHERE width > -1 AND asset IN ($1) ORDER BY asset, width DESC, ext
SELECT asset, width, height, ext, hash, size FROM rendition WHERE width > -1 AND asset IN ($1, $2) ORDER BY asset, width DESC, ext
SELECT edition, type, grp, source, stage, head, person, created FROM story WHERE id = $1
SELECT id FROM story ORDER BY created, id
SELECT id FROM story WHERE source = $1 AND source <> ''
SELECT id, edition, type, grp, source, stage, head, person, created, touched, section, headline, folded FROM story ORDER BY 1, 2, 3, 4
SELECT id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created FROM asset WHERE created > -1 AND id IN ($1)
SELECT id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created FROM asset WHERE created > -1 AND id IN ($1, $2, $3, $4)
SELECT id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created FROM asset WHERE created > -1 AND kind = $1 AND folded LIKE $2 ESCAPE '\' ORDER BY created DESC, id DESC LIMIT $3
SELECT id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created FROM asset WHERE created > -1 ORDER BY created DESC, id DESC LIMIT $1
SELECT id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created FROM asset WHERE hash = $1 ORDER BY created, id LIMIT 1
SELECT id, hash, kind, type, ext, filename, size, width, height, duration, colour, alt, credit, licence, source, person, created, folded FROM asset ORDER BY 1, 2, 3, 4
SELECT id, kind, subject, due, lease, attempts, failure, dead FROM job ORDER BY 1, 2, 3, 4
SELECT id, level, texts, story, at, ends, person FROM alert ORDER BY 1, 2, 3, 4
SELECT id, level, texts, story, at, ends, person FROM alert ORDER BY at DESC, id LIMIT $1
SELECT id, level, texts, story, at, ends, person FROM alert WHERE ends > $1 AND at <= $2 ORDER BY at DESC, id
SELECT id, level, texts, story, at, ends, person FROM alert WHERE id = $1
SELECT id, name, folded, role, password, disabled, created FROM person ORDER BY 1, 2, 3, 4
SELECT number FROM head WHERE one = 1
SELECT number, kind, edition, story, grp, subject, at FROM event ORDER BY 1, 2, 3, 4
SELECT number, kind, edition, story, grp, subject, at FROM event WHERE number > $1 ORDER BY number LIMIT $2
SELECT number, parent, person, at, origin, branch, hash FROM revision WHERE story = $1 ORDER BY number DESC
SELECT number, parent, person, at, origin, branch, hash, document FROM revision WHERE story = $1 AND key = $2 AND key <> ''
SELECT number, parent, person, at, origin, branch, hash, document FROM revision WHERE story = $1 AND number = $2
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act ORDER BY 1, 2, 3, 4
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE number > 0 AND story IN ($1) ORDER BY number
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE number > 0 AND story IN ($1, $2) ORDER BY number
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE number > 0 AND story IN ($1, $2, $3, $4) ORDER BY number
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE number > 0 AND story IN ($1, $2, $3, $4, $5, $6, $7, $8) ORDER BY number
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE number > 0 AND story IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32) ORDER BY number
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE number > 0 AND story IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53, $54, $55, $56, $57, $58, $59, $60, $61, $62, $63, $64) ORDER BY number
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE story = $1 AND key = $2 AND key <> ''
SELECT number, story, kind, revision, person, at, public_note, internal_note, key FROM act WHERE story = $1 ORDER BY number
SELECT p.id, p.name, p.role, p.password, p.disabled, p.created FROM person p ORDER BY p.folded
SELECT p.id, p.name, p.role, p.password, p.disabled, p.created FROM person p WHERE p.folded = $1
SELECT p.id, p.name, p.role, p.password, p.disabled, p.created FROM person p WHERE p.id = $1
SELECT p.id, p.name, p.role, p.password, p.disabled, p.created, s.token, s.created, s.seen, s.expires, s.agent FROM session s JOIN person p ON p.id = s.person WHERE s.person = $1 ORDER BY s.seen DESC, s.token
SELECT p.id, p.name, p.role, p.password, p.disabled, p.created, s.token, s.created, s.seen, s.expires, s.agent FROM session s JOIN person p ON p.id = s.person WHERE s.token = $1 AND s.expires > $2
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND (p.published, p.story) < ($1, $2) ORDER BY p.published DESC, p.story DESC LIMIT $3
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND EXISTS (SELECT 1 FROM story s WHERE s.id = p.story AND s.type = $1) ORDER BY p.published DESC, p.story DESC LIMIT $2
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.edition = $1 AND p.published >= $2 ORDER BY p.published DESC, p.story DESC LIMIT $3
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.edition = $1 AND p.section = $2 AND (p.published, p.story) < ($3, $4) ORDER BY p.published DESC, p.story DESC LIMIT $5
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.edition = $1 AND p.section = $2 AND EXISTS (SELECT 1 FROM story s WHERE s.id = p.story AND s.type = $3) AND p.published >= $4 AND (p.published, p.story) < ($5, $6) ORDER BY p.published DESC, p.story DESC LIMIT $7
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.edition = $1 AND p.section = $2 AND EXISTS (SELECT 1 FROM story s WHERE s.id = p.story AND s.type = $3) AND p.published >= $4 ORDER BY p.published DESC, p.story DESC LIMIT $5
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.edition = $1 AND p.section = $2 ORDER BY p.published DESC, p.story DESC LIMIT $3
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.edition = $1 ORDER BY p.published DESC, p.story DESC LIMIT $2
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.grp = $1 AND p.grp <> '' ORDER BY p.edition, p.published
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.published >= $1 ORDER BY p.published DESC, p.story DESC LIMIT $2
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.section = $1 ORDER BY p.published DESC, p.story DESC LIMIT $2
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.story IN ($1)
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.story IN ($1, $2)
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND p.story IN ($1, $2, $3, $4)
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card FROM pointer p JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) ORDER BY p.published DESC, p.story DESC LIMIT $1
SELECT p.story, p.edition, p.section, p.grp, p.published, p.changed, p.card, c.number, c.revision, c.person, c.at, c.public_note, c.internal_note, c.key FROM act c JOIN pointer p ON p.story = c.story JOIN act a ON a.number = p.act AND a.story = p.story AND a.revision = p.revision AND a.kind <> 'withdraw' WHERE NOT EXISTS (SELECT 1 FROM act later WHERE later.story = p.story AND later.number > p.act) AND c.kind = 'correct' AND p.edition = $1 ORDER BY c.number DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND (s.touched, s.id) < ($1, $2) ORDER BY s.touched DESC, s.id DESC LIMIT $3
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id) AND NOT EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id AND shown.revision = s.head) ORDER BY s.touched DESC, s.id DESC LIMIT $1
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id) ORDER BY s.touched DESC, s.id DESC LIMIT $1
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND NOT EXISTS (SELECT 1 FROM act WHERE act.story = s.id) ORDER BY s.touched DESC, s.id DESC LIMIT $1
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.edition = $1 AND s.person = $2 ORDER BY s.touched DESC, s.id DESC LIMIT $3
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.edition = $1 ORDER BY s.touched DESC, s.id DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.folded LIKE $1 ESCAPE '\' ORDER BY s.touched DESC, s.id DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.grp = $1 ORDER BY s.touched DESC, s.id DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.id IN (SELECT gone.story FROM act gone WHERE gone.kind = 'withdraw') AND NOT EXISTS (SELECT 1 FROM pointer shown WHERE shown.story = s.id) ORDER BY s.touched DESC, s.id DESC LIMIT $1
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.person = $1 AND (s.touched, s.id) < ($2, $3) ORDER BY s.touched DESC, s.id DESC LIMIT $4
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.person = $1 ORDER BY s.touched DESC, s.id DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.section = $1 ORDER BY s.touched DESC, s.id DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.stage = $1 AND s.folded LIKE $2 ESCAPE '\' ORDER BY s.touched DESC, s.id DESC LIMIT $3
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' AND s.stage = $1 ORDER BY s.touched DESC, s.id DESC LIMIT $2
SELECT s.id, s.edition, s.type, s.grp, s.source, s.stage, s.head, s.person, s.created, s.touched, s.section, s.headline, COALESCE(p.name, '') FROM story s LEFT JOIN person p ON p.id = s.person WHERE s.id > '' ORDER BY s.touched DESC, s.id DESC LIMIT $1
SELECT slug, lang, name, tagline, zone, public, sections, lead, created FROM edition ORDER BY 1, 2, 3, 4
SELECT slug, lang, name, tagline, zone, public, sections, lead, created FROM edition ORDER BY created, slug
SELECT slug, lang, name, tagline, zone, public, sections, lead, created FROM edition WHERE slug = $1
SELECT story, act, edition, grp, section, revision, published, changed, card FROM pointer ORDER BY 1, 2, 3, 4
SELECT story, number, hash, document FROM revision
SELECT story, number, parent, person, at, origin, branch, hash, document, key FROM revision ORDER BY 1, 2, 3, 4
UPDATE head SET number = (SELECT COALESCE(MAX(number), 0) FROM event)
UPDATE head SET number = number + 1 WHERE one = 1 RETURNING number
UPDATE job SET attempts = attempts + 1, lease = $1 WHERE id = (SELECT id FROM job WHERE dead = 0 AND due <= $2 AND lease <= $3 AND kind IN ($4) ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, kind, subject, due, attempts, failure
UPDATE job SET attempts = attempts + 1, lease = $1 WHERE id = (SELECT id FROM job WHERE dead = 0 AND due <= $2 AND lease <= $3 AND kind IN ($4) ORDER BY due, id LIMIT 1) RETURNING id, kind, subject, due, attempts, failure
UPDATE job SET attempts = attempts + 1, lease = $1 WHERE id = (SELECT id FROM job WHERE dead = 0 AND due <= $2 AND lease <= $3 AND kind IN ($4, $5) ORDER BY due, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id, kind, subject, due, attempts, failure
UPDATE job SET attempts = attempts + 1, lease = $1 WHERE id = (SELECT id FROM job WHERE dead = 0 AND due <= $2 AND lease <= $3 AND kind IN ($4, $5) ORDER BY due, id LIMIT 1) RETURNING id, kind, subject, due, attempts, failure
UPDATE job SET lease = 0, failure = $1, due = $2, dead = $3 WHERE id = $4
UPDATE link SET used = $1 WHERE token = $2 AND used = 0 AND expires > $3 RETURNING person
UPDATE pointer SET grp = $1 WHERE story = $2
UPDATE session SET seen = $1, expires = $2 WHERE token = $3
UPDATE story SET grp = $1 WHERE id = $2
UPDATE story SET head = $1, section = $2, headline = $3, folded = $4, touched = CASE WHEN touched < $5 THEN $6 ELSE touched END WHERE id = $7 AND head = $8
UPDATE story SET stage = $1 WHERE id = $2
UPDATE story SET touched = CASE WHEN touched < $1 THEN $2 ELSE touched END WHERE id = $3
