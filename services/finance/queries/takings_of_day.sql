SELECT asked.venue_id, asked.day,
       coalesce(sum(received), 0)::bigint AS received_amount, asked.currency AS received_currency,
       coalesce(sum(refunded), 0)::bigint AS refunded_amount, asked.currency AS refunded_currency
  FROM (SELECT venue_id, currency, coalesce(%(day)s::date, (%(now)s::timestamptz AT TIME ZONE zone)::date) AS day
          FROM till
         WHERE venue_id = %(venue_id)s) AS asked
  LEFT JOIN money_moved ON money_moved.venue_id = asked.venue_id
                       AND money_moved.day = asked.day
                       AND money_moved.currency = asked.currency
 GROUP BY asked.venue_id, asked.day, asked.currency
