SELECT member_id, number, name, phone, venue_id
  FROM confirmation
  JOIN member USING (member_id)
 WHERE due
   AND status = 'registered'
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY confirmed_at
 LIMIT 100
