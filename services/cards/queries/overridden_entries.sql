SELECT swipe_id, card_id, member_id, venue_id, at, clerk_id, reason, also, ground, words, counted, used_amount, used_currency,
       forgone_amount, forgone_currency
  FROM entry_override
 WHERE venue_id = %(venue_id)s::uuid
   AND day >= %(first)s::date
   AND day < %(until)s::date
   AND (%(clerk_id)s::text IS NULL OR clerk_id = %(clerk_id)s)
 ORDER BY at DESC, swipe_id
 LIMIT 500
