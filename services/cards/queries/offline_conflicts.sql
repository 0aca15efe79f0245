SELECT swipe_id, card_id, member_id, venue_id, at, uploaded_at, reason, counted, list_version, outcome,
       gate.zone
  FROM offline_conflict
  JOIN gate USING (venue_id)
 WHERE venue_id = %(venue_id)s
 ORDER BY outcome IS NOT NULL, at DESC, swipe_id
 LIMIT 500
