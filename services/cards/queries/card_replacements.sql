SELECT replacement_id, card_id, member_id, venue_id, reason, status, fee_amount, fee_currency, asked_at, made_at,
       order_id, number, former, waived
  FROM replacement
 WHERE card_id = %(card_id)s
   AND member_id = %(member_id)s
 ORDER BY asked_at DESC, replacement_id
