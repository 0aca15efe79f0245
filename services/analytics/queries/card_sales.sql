WITH moved AS (
    SELECT venue_key, product_key, currency, granted_date_key AS date_key, kind, direction, paid, false AS back
      FROM bi.dim_lot
      LEFT JOIN (SELECT lot_key, detail AS direction
                   FROM bi.fact_card_event
                  WHERE change = 'changed') AS changed USING (lot_key)
     UNION ALL
    SELECT venue_key, product_key, currency, archive.date_key(ended_day), kind, NULL, paid, true
      FROM bi.dim_lot
     WHERE ended_by IN ('withdrawn', 'cancelled') AND kind <> 'import'
)
SELECT venue_key AS venue_id, coalesce(venue.name, '') AS venue, product_key AS product_id,
       coalesce(product.name, '') AS product, greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period,
       count(*) FILTER (WHERE kind = 'sale' AND NOT back) AS sold,
       count(*) FILTER (WHERE kind = 'renewal' AND NOT back) AS renewed,
       count(*) FILTER (WHERE kind = 'top_up' AND NOT back) AS topped_up,
       count(*) FILTER (WHERE kind = 'upgrade' AND direction IS DISTINCT FROM 'downgrade' AND NOT back) AS upgraded,
       count(*) FILTER (WHERE direction = 'downgrade' AND NOT back) AS downgraded,
       count(*) FILTER (WHERE kind = 'gift' AND NOT back) AS gifts,
       count(*) FILTER (WHERE kind = 'import' AND NOT back) AS imported,
       archive.minor(coalesce(sum(paid) FILTER (WHERE kind <> 'import' AND NOT back), 0), moved.currency) AS paid_amount,
       moved.currency AS paid_currency, count(*) FILTER (WHERE back) AS withdrawn,
       archive.minor(coalesce(sum(paid) FILTER (WHERE back), 0), moved.currency) AS withdrawn_paid_amount,
       moved.currency AS withdrawn_paid_currency, coalesce(zone, '') AS zone
  FROM moved
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue AS venue USING (venue_key)
  LEFT JOIN bi.dim_product AS product USING (product_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, venue.name, zone, product_key, product.name, 5, moved.currency
 ORDER BY venue, venue_id, product, product_id, period, paid_currency
 LIMIT 5000;
