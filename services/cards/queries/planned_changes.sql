SELECT desk.card_id, number, member_id, venue_id, desk.product, desk.product_zh, planned.product_id AS next_product_id,
       product.name AS next_product, product.name_zh AS next_product_zh, direction, asked_on, ends.begins
  FROM planned_change AS planned
  JOIN card_at_desk(%(now)s) AS desk USING (card_id)
  JOIN product ON product.product_id = planned.product_id
 CROSS JOIN LATERAL (SELECT max(lot.valid_until) AS begins
                       FROM card_lot AS lot
                      WHERE lot.card_id = planned.card_id
                        AND NOT lot.closed
                        AND lot.product_kind = 'term') AS ends
 WHERE (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY begins, number
 LIMIT 500
