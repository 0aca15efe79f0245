SELECT order_id, member_id, payer_id, venue_id, day, lines, status,
       total AS total_amount, currency AS total_currency,
       paid AS paid_amount, currency AS paid_currency,
       refunded AS refunded_amount, currency AS refunded_currency,
       CASE WHEN status IN ('placed', 'part_paid') THEN greatest(0, total - employers - (paid - refunded)) ELSE 0 END
           AS due_amount, currency AS due_currency
  FROM order_status
 CROSS JOIN LATERAL (SELECT coalesce(sum((line #>> '{partner,employer,amount}')::bigint), 0)::bigint AS employers
                       FROM jsonb_array_elements(lines) AS line) AS partners
 WHERE stranger
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY position DESC
 LIMIT 500
