-- on CoachAssigned
INSERT INTO coaching (coaching_id, member_id, venue_id, coach_id, first, until, begins_at, ends_at)
VALUES (%(coaching_id)s, %(member_id)s, %(venue_id)s, %(coach_id)s, %(days_first)s, %(days_until)s, %(begins_at)s, %(ends_at)s)
ON CONFLICT (coaching_id) DO NOTHING;

-- on CoachingEnded
UPDATE coaching SET ended = true WHERE coaching_id = %(coaching_id)s;
