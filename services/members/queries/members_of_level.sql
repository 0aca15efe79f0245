SELECT member_id, number, name, phone, venue_id, level, since, until, by_hand
  FROM member_level
  JOIN member USING (member_id)
 WHERE level = %(level)s
   AND status = 'registered'
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY until NULLS LAST, number
 LIMIT 500
