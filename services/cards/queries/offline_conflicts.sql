SELECT swipe_id, card_id, member_id, venue_id, at, uploaded_at, reason, counted, list_version, outcome
  FROM offline_conflict
 WHERE venue_id = %(venue_id)s
 ORDER BY outcome IS NOT NULL, at DESC, swipe_id
 LIMIT 500
