WITH home AS (  -- a door that is shut today is so on this day, too
    SELECT venue_key, name, zone, least(%(until)s, (%(now)s AT TIME ZONE zone)::date + 1) AS ends
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), shut AS (
    SELECT venue_key, name, zone, ends, cause, card_key, person_key, first_day, least(until_day, ends) AS until_day,
           until_day >= ends AS still, least(until_day, ends) - first_day AS length
      FROM bi.v_doors_shut
      JOIN home USING (venue_key)
     WHERE first_day < ends AND (until_day > %(first)s OR first_day >= %(first)s)
), banded AS (
    SELECT *, CASE WHEN length < 1 THEN 1 WHEN length < 8 THEN 2 WHEN length < 31 THEN 3 WHEN length < 91 THEN 4 ELSE 5 END AS band
      FROM shut
)
SELECT venue_key AS venue_id, name AS venue, cause, (ARRAY['0', '1-7', '8-30', '31-90', '91+'])[band] AS band,
       count(*) AS times, count(DISTINCT card_key) AS cards, count(DISTINCT person_key) AS members,
       count(*) FILTER (WHERE first_day >= %(first)s) AS begun, count(*) FILTER (WHERE NOT still) AS opened,
       count(*) FILTER (WHERE still) AS still, sum(until_day - greatest(first_day, %(first)s))::bigint AS days, zone
  FROM banded
 GROUP BY venue_key, name, cause, banded.band, zone
 ORDER BY venue, venue_id, cause, banded.band;
