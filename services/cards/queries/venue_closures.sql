SELECT closure_id, venue_id, first AS days_first, until AS days_until, planned_until, extends, reason,
       (SELECT count(*) FROM card_closure
         WHERE card_closure.closure_id = closure.closure_id
           AND moved_days > 0)::integer AS cards
  FROM closure
 WHERE (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY first DESC, closure_id
 LIMIT 500
