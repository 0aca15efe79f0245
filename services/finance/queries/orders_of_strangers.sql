SELECT order_id, member_id, payer_id, venue_id, day, lines, status,
       total AS total_amount, currency AS total_currency,
       paid AS paid_amount, currency AS paid_currency,
       refunded AS refunded_amount, currency AS refunded_currency,
       due_at_till(status, total, paid, refunded, lines) AS due_amount, currency AS due_currency
  FROM order_status
 WHERE stranger
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY position DESC
 LIMIT 500
