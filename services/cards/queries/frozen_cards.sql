SELECT card_id, number, member_id, venue_id, product, product_zh, status, valid_until, visits_left, balance_amount,
       balance_currency
  FROM card_at_desk(%(now)s)
 WHERE status = 'frozen'
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY frozen_until, number
 LIMIT 500
