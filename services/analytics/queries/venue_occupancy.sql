WITH place AS (
    SELECT venue_key, name, zone, %(first)s::timestamp AT TIME ZONE zone AS opens, %(until)s::timestamp AT TIME ZONE zone AS closes
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), passed AS (  -- at all venues, for who enters elsewhere has left; from a day earlier, for who was inside at midnight
    SELECT card_key, member_key, venue_key, happened_at, true AS enters
      FROM bi.fact_checkin
     WHERE granted AND taken_back_at IS NULL AND happened_at BETWEEN (SELECT min(opens) FROM place) - interval '1 day'
                                       AND (SELECT max(closes) FROM place) + interval '1 day'
     UNION ALL
    SELECT card_key, member_key, venue_key, happened_at, false
      FROM bi.fact_gate_exit
     WHERE happened_at BETWEEN (SELECT min(opens) FROM place) - interval '1 day'
                           AND (SELECT max(closes) FROM place) + interval '1 day'
     UNION ALL  -- a guest is followed by the pass
    SELECT guest_pass_key, guest_pass_key, venue_key, happened_at, change = 'admitted'
      FROM bi.fact_guest_swipe
     WHERE change <> 'refused' AND happened_at BETWEEN (SELECT min(opens) FROM place) - interval '1 day'
                                                   AND (SELECT max(closes) FROM place) + interval '1 day'
), followed AS (
    SELECT *, lead(happened_at) OVER card AS next_at,
           lead(NOT enters AND venue_key = place_before) OVER card AS leaves
      FROM (SELECT *, lag(venue_key) OVER (PARTITION BY card_key, member_key ORDER BY happened_at, enters) AS place_before
              FROM passed) AS each
    WINDOW card AS (PARTITION BY card_key, member_key ORDER BY happened_at, enters)
), stay AS (
    SELECT venue_key, happened_at AS enters_at, coalesce(leaves AND next_at <= happened_at + interval '1 day', false) AS known,
           CASE WHEN leaves AND next_at <= happened_at + interval '1 day' THEN next_at
                ELSE least(next_at, happened_at + make_interval(mins => %(assumed_minutes)s)) END AS leaves_at
      FROM followed
     WHERE enters
), hour AS (
    SELECT venue_key, name, zone, starts_at, least(starts_at + interval '1 hour', closes) AS ends_at
      FROM place, generate_series(opens, closes - interval '1 microsecond', interval '1 hour') AS starts_at
), inside AS (  -- how many after each coming and going, and at the begin of each hour
    SELECT venue_key, at, sum(more) OVER (PARTITION BY venue_key ORDER BY at, more ROWS UNBOUNDED PRECEDING) AS people
      FROM (SELECT venue_key, enters_at AS at, 1 AS more FROM stay
             UNION ALL SELECT venue_key, leaves_at, -1 FROM stay
             UNION ALL SELECT venue_key, starts_at, 0 FROM hour) AS moved
), fullest AS (
    SELECT venue_key, starts_at, max(people) AS most
      FROM hour
      JOIN inside USING (venue_key)
     WHERE at >= starts_at AND at < ends_at
     GROUP BY venue_key, starts_at
), counted AS (
    SELECT hour.venue_key, starts_at, count(*) FILTER (WHERE enters_at >= starts_at) AS entered,
           count(*) FILTER (WHERE known AND leaves_at < ends_at) AS gone, count(*) AS present,
           count(*) FILTER (WHERE NOT known) AS assumed
      FROM hour
      JOIN stay ON stay.venue_key = hour.venue_key AND enters_at < ends_at AND leaves_at >= starts_at
     GROUP BY hour.venue_key, starts_at
)
SELECT venue_key AS venue_id, name AS venue, starts_at, to_char(starts_at AT TIME ZONE zone, 'YYYY-MM-DD HH24:MI') AS local,
       coalesce(entered, 0) AS entered, coalesce(gone, 0) AS left, coalesce(present, 0) AS present,
       most::bigint AS most, coalesce(assumed, 0) AS assumed, zone
  FROM hour
  JOIN fullest USING (venue_key, starts_at)
  LEFT JOIN counted USING (venue_key, starts_at)
 ORDER BY venue, venue_id, starts_at
 LIMIT 5000;
