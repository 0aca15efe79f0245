-- on PersonalDataRead
INSERT INTO personal_read (position, member_id, at, by, query, reason)
VALUES (%(position)s, %(member_id)s, %(happened_at)s, %(actor)s, %(query)s, %(reason)s)
ON CONFLICT (position) DO NOTHING;

-- on HealthDataRead
INSERT INTO personal_read (position, member_id, at, by, query, ground, session_id, explanation)
VALUES (%(position)s, %(member_id)s, %(happened_at)s, %(actor)s, %(query)s, %(ground)s, %(session_id)s, %(reason)s)
ON CONFLICT (position) DO NOTHING;

-- on GlassBroken
INSERT INTO personal_read (position, member_id, at, by, query, ground, explanation)
VALUES (%(position)s, %(member_id)s, %(happened_at)s, %(actor)s, 'BreakGlass', 'emergency', %(reason)s)
ON CONFLICT (position) DO NOTHING;
