SELECT replacement_id, card_id, member_id, venue_id, reason, status, fee_amount, fee_currency, asked_at, made_at,
       order_id, number, former, waived
  FROM replacement
 WHERE status = 'open'
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY asked_at, replacement_id
 LIMIT 500
