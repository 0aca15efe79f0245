-- on PersonalDataRead
INSERT INTO personal_read (position, member_id, at, by, query, reason)
VALUES (%(position)s, %(member_id)s, %(happened_at)s, %(actor)s, %(query)s, %(reason)s)
ON CONFLICT (position) DO NOTHING;
