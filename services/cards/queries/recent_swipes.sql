SELECT swipe_id, card_id, member_id, venue_id, at, direction, granted, reason, visits_left, warnings,
       overridden_by, guest_id, taken_back, area, gate.zone, product.name AS product, product.name_zh AS product_zh,
       grade, grade_name, grade_name_zh
  FROM (SELECT *
          FROM swipe
         WHERE venue_id = %(venue_id)s
         ORDER BY at DESC, swipe_id
         LIMIT 50) AS swipe
  JOIN gate USING (venue_id)
  LEFT JOIN LATERAL card_shown_as(card_id, (at AT TIME ZONE gate.zone)::date) AS shown ON true
  LEFT JOIN product USING (product_id)
 ORDER BY at DESC, swipe_id
