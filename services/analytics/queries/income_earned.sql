WITH moved AS (
    SELECT venue_key, split_part(account, ':', 2) AS kind, currency,
           split_part(account, ':', 1) = 'income' AND date_key >= archive.date_key(%(first)s) AS income,
           split_part(account, ':', 1) = 'deferred' AS deferred, memo, -amount AS amount
      FROM bi.fact_posting
     WHERE date_key < archive.date_key(%(until)s)
       AND split_part(account, ':', 1) IN ('income', 'deferred')
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, kind,
       archive.minor(coalesce(sum(amount) FILTER (WHERE income AND memo = 'sale'), 0), moved.currency) AS sold_amount,
       moved.currency AS sold_currency,
       archive.minor(coalesce(sum(amount) FILTER (WHERE income AND memo = 'recognition'), 0), moved.currency) AS used_amount,
       moved.currency AS used_currency,
       archive.minor(coalesce(-sum(amount) FILTER (WHERE income AND memo = 'refund'), 0), moved.currency) AS returned_amount,
       moved.currency AS returned_currency,
       archive.minor(coalesce(sum(amount) FILTER (WHERE income), 0), moved.currency) AS earned_amount,
       moved.currency AS earned_currency,
       archive.minor(coalesce(sum(amount) FILTER (WHERE deferred), 0), moved.currency) AS owed_amount,
       moved.currency AS owed_currency,
       'accrual: the day of the books on which it was earned' AS clock, coalesce(zone, '') AS zone,
       (SELECT recorded_at FROM inbox WHERE source = 'finance') AS fresh_at
  FROM moved
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE (income OR deferred)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, kind, moved.currency
HAVING bool_or(income) OR sum(amount) FILTER (WHERE deferred) <> 0
 ORDER BY venue, venue_id, kind, sold_currency;
