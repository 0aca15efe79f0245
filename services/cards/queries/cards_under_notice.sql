SELECT desk.card_id, number, member_id, venue_id, product, product_zh, ends, reason, given_on, last_day, valid_until
  FROM card_at_desk(%(now)s) AS desk
  JOIN card_notice USING (card_id)
 WHERE (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY valid_until, number
 LIMIT 500
