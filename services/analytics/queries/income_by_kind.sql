WITH moved AS (
    SELECT venue_key, income_kind, currency, order_id AS paid_order, amount AS received, 0 AS refunded
      FROM bi.fact_order_line
     WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     UNION ALL
    SELECT venue_key, income_kind, currency, NULL, 0, amount
      FROM bi.fact_refund_share
     WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, income_kind AS kind,
       count(DISTINCT paid_order) AS orders,
       archive.minor(sum(received), moved.currency) AS received_amount, moved.currency AS received_currency,
       archive.minor(sum(refunded), moved.currency) AS refunded_amount, moved.currency AS refunded_currency,
       archive.minor(sum(received - refunded), moved.currency) AS net_amount, moved.currency AS net_currency,
       'the day on which an order was paid in full or money returned' AS clock, coalesce(zone, '') AS zone,
       (SELECT recorded_at FROM inbox WHERE source = 'finance') AS fresh_at
  FROM moved
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, income_kind, moved.currency
 ORDER BY venue, venue_id, kind, received_currency;
