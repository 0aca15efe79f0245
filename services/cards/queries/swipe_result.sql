SELECT swipe_id, card_id, member_id, venue_id, at, direction, granted, reason, visits_left, warnings,
       overridden_by, guest_id, taken_back, area, gate.zone, product.name AS product, product.name_zh AS product_zh,
       grade, grade_name, grade_name_zh
  FROM swipe
  JOIN gate USING (venue_id)
  LEFT JOIN LATERAL card_shown_as(card_id, (at AT TIME ZONE gate.zone)::date) AS shown ON true
  LEFT JOIN product USING (product_id)
 WHERE swipe_id = %(swipe_id)s
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
