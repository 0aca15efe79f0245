SELECT venue_key AS venue_id, coalesce(name, '') AS venue, clerk_key AS clerk_id, rule, coalesce(reason, '') AS reason,
       coalesce(against, '') AS against,
       count(*) AS times, count(DISTINCT coalesce(person_key, told.member_key)) AS members,
       coalesce(sum(days), 0) AS days, archive.minor(sum(amount), told.currency) AS amount_amount,
       CASE WHEN sum(amount) IS NOT NULL THEN told.currency END AS amount_currency,
       archive.minor(sum(used), told.currency) AS used_amount,
       CASE WHEN sum(used) IS NOT NULL THEN told.currency END AS used_currency,
       count(*) FILTER (WHERE rule = 'gate' AND free) AS free, count(*) FILTER (WHERE checked) AS checked, coalesce(zone, '') AS zone
  FROM bi.fact_override AS told
  LEFT JOIN bi.dim_venue USING (venue_key)
  LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member USING (member_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(clerk_id)s::text IS NULL OR clerk_key = %(clerk_id)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, clerk_key, rule, reason, against, told.currency
 ORDER BY venue, venue_id, times DESC, clerk_id, rule, reason, against, amount_currency
 LIMIT 5000;
