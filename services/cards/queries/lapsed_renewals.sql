SELECT card_id, number, member_id, venue_id, product, product_zh, status, valid_until, visits_left, balance_amount,
       balance_currency, next_product, next_product_zh
  FROM card_at_desk(%(now)s) AS desk
  LEFT JOIN LATERAL card_becomes(card_id, today) AS becoming ON true
 WHERE (SELECT renewal_lapsed IS NOT NULL FROM card WHERE card.card_id = desk.card_id)
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY valid_until DESC, number
 LIMIT 500
