SELECT swipe_id, card_id, member_id, venue_id, at, direction, granted, reason, visits_left, warnings,
       overridden_by, guest_id, taken_back, area, gate.zone
  FROM swipe
  JOIN gate USING (venue_id)
 WHERE venue_id = %(venue_id)s
 ORDER BY at DESC, swipe_id
 LIMIT 50
