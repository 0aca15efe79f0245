WITH place AS (
    SELECT venue_key, name, zone, %(first)s::timestamp AT TIME ZONE zone AS opens, %(until)s::timestamp AT TIME ZONE zone AS closes
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), passed AS (  -- who comes into another area, or in again by the venue's door, has left the one before
    SELECT card_key, member_key, venue_key, area, change, happened_at
      FROM bi.fact_area_swipe
     WHERE happened_at BETWEEN (SELECT min(opens) FROM place) - interval '1 day' AND (SELECT max(closes) FROM place) + interval '1 day'
     UNION ALL
    SELECT card_key, member_key, venue_key, NULL, 'left', happened_at
      FROM bi.fact_gate_exit
     WHERE happened_at BETWEEN (SELECT min(opens) FROM place) - interval '1 day' AND (SELECT max(closes) FROM place) + interval '1 day'
     UNION ALL
    SELECT card_key, member_key, venue_key, NULL, 'elsewhere', happened_at
      FROM bi.fact_checkin
     WHERE granted AND taken_back_at IS NULL
       AND happened_at BETWEEN (SELECT min(opens) FROM place) - interval '1 day' AND (SELECT max(closes) FROM place) + interval '1 day'
), followed AS (
    SELECT *, lead(happened_at) OVER card AS next_at,
           coalesce(lead(venue_key) OVER card = venue_key AND lead(happened_at) OVER card <= happened_at + interval '1 day'
                    AND (lead(change) OVER card = 'left' OR lead(area) OVER card <> area), false) AS known
      FROM passed
     WHERE change <> 'refused'
    WINDOW card AS (PARTITION BY card_key, member_key ORDER BY happened_at, change = 'left' DESC)
), stay AS (
    SELECT venue_key, area, happened_at AS enters_at, known,
           CASE WHEN known THEN next_at
                ELSE least(next_at, happened_at + make_interval(mins => %(assumed_minutes)s)) END AS leaves_at
      FROM followed
     WHERE change = 'entered'
), hour AS (
    SELECT venue_key, area, name, zone, starts_at, least(starts_at + interval '1 hour', closes) AS ends_at
      FROM place
      JOIN (SELECT DISTINCT venue_key, area FROM bi.fact_area_swipe) AS there USING (venue_key),
           generate_series(opens, closes - interval '1 microsecond', interval '1 hour') AS starts_at
     WHERE %(area)s::text IS NULL OR area = %(area)s::text
), inside AS (  -- how many after each coming and going, and at the begin of each hour
    SELECT venue_key, area, at, sum(more) OVER (PARTITION BY venue_key, area ORDER BY at, more ROWS UNBOUNDED PRECEDING) AS people
      FROM (SELECT venue_key, area, enters_at AS at, 1 AS more FROM stay
             UNION ALL SELECT venue_key, area, leaves_at, -1 FROM stay
             UNION ALL SELECT venue_key, area, starts_at, 0 FROM hour) AS moved
), fullest AS (
    SELECT venue_key, area, starts_at, max(people) AS most
      FROM hour
      JOIN inside USING (venue_key, area)
     WHERE at >= starts_at AND at < ends_at
     GROUP BY venue_key, area, starts_at
), counted AS (
    SELECT hour.venue_key, hour.area, starts_at, count(*) FILTER (WHERE enters_at >= starts_at) AS entered,
           count(*) FILTER (WHERE known AND leaves_at < ends_at) AS gone, count(*) AS present,
           count(*) FILTER (WHERE NOT known) AS assumed
      FROM hour
      JOIN stay ON stay.venue_key = hour.venue_key AND stay.area = hour.area AND enters_at < ends_at AND leaves_at >= starts_at
     GROUP BY hour.venue_key, hour.area, starts_at
), shut AS (
    SELECT hour.venue_key, hour.area, starts_at, count(*) AS refused
      FROM hour
      JOIN passed ON passed.venue_key = hour.venue_key AND passed.area = hour.area AND change = 'refused'
                 AND happened_at >= starts_at AND happened_at < ends_at
     GROUP BY hour.venue_key, hour.area, starts_at
)
SELECT venue_key AS venue_id, name AS venue, area, starts_at,
       to_char(starts_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI') AS local, coalesce(entered, 0) AS entered,
       coalesce(gone, 0) AS left, coalesce(present, 0) AS present, most::bigint AS most, coalesce(assumed, 0) AS assumed,
       coalesce(refused, 0) AS refused, zone
  FROM hour
  JOIN fullest USING (venue_key, area, starts_at)
  LEFT JOIN counted USING (venue_key, area, starts_at)
  LEFT JOIN shut USING (venue_key, area, starts_at)
 WHERE present > 0 OR refused > 0
 ORDER BY venue, venue_id, area, starts_at
 LIMIT 5000;
