SELECT order_id, member_id, payer_id, venue_id, day, lines, status,
       total AS total_amount, currency AS total_currency,
       paid AS paid_amount, currency AS paid_currency,
       refunded AS refunded_amount, currency AS refunded_currency,
       due_at_till(status, total, paid, refunded, lines) AS due_amount, currency AS due_currency
  FROM order_status
 WHERE member_id = %(member_id)s
    OR payer_id = %(member_id)s
 ORDER BY position DESC
 LIMIT 100
