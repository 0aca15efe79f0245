SELECT replacement_id, card_id, replacement.member_id, replacement.venue_id, reason, status, fee_amount, fee_currency,
       asked_at, made_at, order_id, replacement.number, former, waived
  FROM replacement
  JOIN card USING (card_id)
 WHERE card_id = %(card_id)s
   AND card.member_id = %(member_id)s
 ORDER BY asked_at DESC, replacement_id
