-- on HealthNoted, HealthNoteCorrected
INSERT INTO health_note (position, note_id, member_id, at, by, kind, text, day, closed)
VALUES (%(position)s, %(note_id)s, %(member_id)s, %(happened_at)s, %(actor)s, %(kind)s, %(text)s, %(since)s, false)
ON CONFLICT (position) DO NOTHING;

-- on HealthNoteClosed
INSERT INTO health_note (position, note_id, member_id, at, by, kind, day, closed)
VALUES (%(position)s, %(note_id)s, %(member_id)s, %(happened_at)s, %(actor)s, %(kind)s, %(over_since)s, true)
ON CONFLICT (position) DO NOTHING;
