SELECT card_number.number, card_id, card_number.kind, live, since
  FROM card_number
  JOIN card USING (card_id)
 WHERE card_id = %(card_id)s
   AND member_id = %(member_id)s
 ORDER BY live DESC, since DESC NULLS LAST, card_number.number
