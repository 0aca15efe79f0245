-- on LevelReached
INSERT INTO member_level (member_id, level, since, until, by_hand)
VALUES (%(member_id)s, %(level)s, %(since)s, %(until)s, %(why)s = 'by_hand')
ON CONFLICT (member_id) DO UPDATE
   SET level = excluded.level, since = excluded.since, until = excluded.until, by_hand = excluded.by_hand;

-- on LevelKept
UPDATE member_level SET until = %(until)s WHERE member_id = %(member_id)s;
