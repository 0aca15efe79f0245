WITH closure AS (
    SELECT closure_key, venue_key, coalesce(name, '') AS name, coalesce(zone, '') AS zone, extends, first_day, until_day,
           planned_until
      FROM bi.dim_closure
      LEFT JOIN bi.dim_venue USING (venue_key)
     WHERE first_day < %(until)s AND (until_day > %(first)s OR first_day >= %(first)s)
       AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), lost AS (  -- a day on which several closures of a venue last is the first one's
    SELECT closure_key, count(*) AS days
      FROM (SELECT DISTINCT ON (venue_key, day) closure_key
              FROM closure, generate_series(greatest(first_day, %(first)s), least(until_day, %(until)s) - 1, interval '1 day') AS day
             ORDER BY venue_key, day, first_day, closure_key) AS each
     GROUP BY closure_key
), moved AS (
    SELECT closure_key, count(*) FILTER (WHERE days > 0) AS cards, count(DISTINCT person_key) FILTER (WHERE days > 0) AS members,
           sum(days) AS days
      FROM (SELECT closure_key, card_key, max(coalesce(person_key, told.member_key)::text) AS person_key, sum(moved_days) AS days
              FROM bi.fact_closure_card AS told
              JOIN closure USING (closure_key)
              LEFT JOIN bi.dim_member USING (member_key)
             GROUP BY closure_key, card_key) AS card
     GROUP BY closure_key
), refused AS (
    SELECT closure_key, count(*) AS swipes
      FROM closure
      JOIN bi.fact_checkin AS swipe USING (venue_key)
     WHERE NOT granted AND reason = 'VenueClosedNow'
       AND date_key >= archive.date_key(first_day) AND date_key < archive.date_key(until_day)
     GROUP BY closure_key
)
SELECT venue_key AS venue_id, name AS venue, closure_key AS closure_id, extends, first_day, until_day, planned_until,
       until_day - first_day AS days, coalesce(lost.days, 0) AS days_lost, coalesce(cards, 0) AS cards,
       coalesce(members, 0) AS members, coalesce(moved.days, 0)::bigint AS days_given, coalesce(swipes, 0) AS refused, zone
  FROM closure
  LEFT JOIN lost USING (closure_key)
  LEFT JOIN moved USING (closure_key)
  LEFT JOIN refused USING (closure_key)
 ORDER BY venue, venue_id, first_day, closure_id;
