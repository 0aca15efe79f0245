SELECT pass_id, guest_id, card_id, member_id, venue_id, day, status, to_sign, at, reason
  FROM guest_pass
 WHERE card_id = %(card_id)s
   AND card_id IN (SELECT cards_concerning(%(member_id)s))
 ORDER BY day DESC, pass_id
 LIMIT 200
