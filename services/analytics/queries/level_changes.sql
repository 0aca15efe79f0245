SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period, from_level, level,
       count(DISTINCT member_key) AS members, count(*) FILTER (WHERE change = 'promoted') AS promoted,
       count(*) FILTER (WHERE change = 'demoted') AS demoted, count(*) FILTER (WHERE change = 'kept') AS kept,
       count(*) FILTER (WHERE change = 'taken_back') AS taken_back, count(*) FILTER (WHERE change = 'by_hand') AS by_hand,
       count(*) FILTER (WHERE change = 'released') AS released, coalesce(zone, '') AS zone
  FROM bi.fact_level_change
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, 3, from_level, level
 ORDER BY venue, venue_id, period, from_level, level
 LIMIT 5000;
