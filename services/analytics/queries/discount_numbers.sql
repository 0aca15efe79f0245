SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period, discount_level AS level,
       offer_key AS offer_id, income_kind AS kind, count(DISTINCT order_id) AS orders, sum(quantity)::bigint AS items,
       count(DISTINCT coalesce(person_key, line.member_key)) AS members,
       archive.minor(sum(discount), line.currency) AS discount_amount, line.currency AS discount_currency,
       archive.minor(sum(amount), line.currency) AS paid_amount, line.currency AS paid_currency, coalesce(zone, '') AS zone
  FROM bi.fact_order_line AS line
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
  LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member ON member.member_key = line.member_key
 WHERE discount > 0 AND date >= %(first)s AND date < %(until)s
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, 3, discount_level, offer_key, income_kind, line.currency
 ORDER BY venue, venue_id, period, level, offer_id, kind, discount_currency
 LIMIT 5000;
