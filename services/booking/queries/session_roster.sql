SELECT booking_id, session_id, member_id, card_id, venue_id, course, course_zh, starts_at, status, marked, place,
       reason, charged
  FROM booking_entry
 WHERE session_id = %(session_id)s
   AND status IN ('waiting', 'reserved', 'confirmed', 'attended', 'missed')
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY status = 'waiting', place, made
