SELECT pass_id, guest_id, card_id, member_id, venue_id, day, status, to_sign, at, reason
  FROM guest_pass
 WHERE venue_id = %(venue_id)s
   AND day = %(day)s
   AND status IN ('held', 'used')
 ORDER BY status, pass_id
