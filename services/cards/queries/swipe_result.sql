SELECT swipe_id, card_id, member_id, venue_id, at, direction, granted, reason, visits_left, warnings,
       overridden_by, guest_id, taken_back, area, gate.zone
  FROM swipe
  JOIN gate USING (venue_id)
 WHERE swipe_id = %(swipe_id)s
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
