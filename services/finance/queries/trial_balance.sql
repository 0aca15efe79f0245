SELECT account, venue_id, sum(amount)::bigint AS balance_amount, currency AS balance_currency
  FROM posting
 WHERE %(actor_venues)s::uuid[] IS NULL
    OR venue_id = ANY (%(actor_venues)s::uuid[])
 GROUP BY venue_id, account, currency
 ORDER BY venue_id, account, currency
