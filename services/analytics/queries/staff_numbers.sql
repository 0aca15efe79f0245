WITH did AS (
    SELECT venue_key, date_key, seller_key AS clerk, currency, 1 AS orders, total AS sold, 0 AS payments, 0 AS received,
           0 AS refunds, 0 AS back, NULL AS rule
      FROM bi.fact_order
     WHERE seller_key IS NOT NULL AND order_key IN (SELECT order_id FROM bi.fact_order_line)
     UNION ALL
    SELECT venue_key, date_key, clerk_key, currency, 0, 0, (direction = 'received')::integer, greatest(amount, 0),
           (direction <> 'received')::integer, greatest(-amount, 0), NULL
      FROM bi.fact_payment
     WHERE clerk_key IS NOT NULL
     UNION ALL
    SELECT venue_key, date_key, clerk_key, NULL, 0, 0, 0, 0, 0, 0, rule
      FROM bi.fact_override
     WHERE clerk_key NOT LIKE '%%:%%'
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, clerk AS clerk_id, sum(orders) AS orders,
       archive.minor(sum(sold), coalesce(did.currency, place.currency, '')) AS sold_amount,
       coalesce(did.currency, place.currency, '') AS sold_currency, sum(payments) AS payments,
       archive.minor(sum(received), coalesce(did.currency, place.currency, '')) AS received_amount,
       coalesce(did.currency, place.currency, '') AS received_currency, sum(refunds) AS refunds,
       archive.minor(sum(back), coalesce(did.currency, place.currency, '')) AS returned_amount,
       coalesce(did.currency, place.currency, '') AS returned_currency, count(*) FILTER (WHERE rule = 'gate') AS let_in,
       count(*) FILTER (WHERE rule = 'entry') AS taken_back, count(*) FILTER (WHERE rule NOT IN ('gate', 'entry')) AS overrides,
       coalesce(zone, '') AS zone
  FROM did
  LEFT JOIN bi.dim_venue AS place USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND NOT EXISTS (SELECT FROM bi.dim_member WHERE member_key::text = clerk)  -- who acts for a child is no clerk
   AND (%(clerk_id)s::text IS NULL OR clerk = %(clerk_id)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, clerk, coalesce(did.currency, place.currency, '')
 ORDER BY venue, venue_id, clerk_id, sold_currency
 LIMIT 5000;
