SELECT asked.venue_id, asked.day, ways.way,
       coalesce(sum(amount) FILTER (WHERE amount > 0), 0)::bigint AS received_amount, asked.currency AS received_currency,
       coalesce(-sum(amount) FILTER (WHERE amount < 0), 0)::bigint AS returned_amount, asked.currency AS returned_currency,
       coalesce(sum(amount), 0)::bigint AS net_amount, asked.currency AS net_currency
  FROM (SELECT venue_id, currency, coalesce(%(day)s::date, (%(now)s::timestamptz AT TIME ZONE zone)::date) AS day
          FROM till
         WHERE venue_id = %(venue_id)s) AS asked
 CROSS JOIN (VALUES (1, 'cash', 'cash'), (2, 'terminal', 'terminal'), (3, 'bank', 'transfer'),
                    (4, 'provider', 'provider')) AS ways (place, account, way)
  LEFT JOIN posting ON posting.venue_id = asked.venue_id
                   AND posting.account = ways.account
                   AND posting.currency = asked.currency
                   AND posting.day = asked.day
 GROUP BY asked.venue_id, asked.day, asked.currency, ways.place, ways.way
 ORDER BY ways.place
