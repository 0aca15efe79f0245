WITH refused AS (
    SELECT guest_pass_key, count(*) AS times
      FROM bi.fact_guest_swipe
     WHERE change = 'refused'
     GROUP BY guest_pass_key
)
SELECT pass.venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period, count(*) AS asked,
       count(*) FILTER (WHERE status = 'not_held') AS not_held, count(*) FILTER (WHERE status = 'used') AS used,
       count(*) FILTER (WHERE status = 'released') AS released, count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn,
       count(*) FILTER (WHERE status = 'held') AS open, coalesce(sum(times), 0)::bigint AS refused,
       count(DISTINCT coalesce(person_key, pass.member_key)) AS members, count(DISTINCT guest_key) AS guests,
       count(DISTINCT guest_key) FILTER (WHERE guest.member_key IS NOT NULL) AS joined, coalesce(zone, '') AS zone
  FROM bi.fact_guest_pass AS pass
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN refused USING (guest_pass_key)
  LEFT JOIN bi.dim_guest AS guest USING (guest_key)
  LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member ON member.member_key = pass.member_key
  LEFT JOIN bi.dim_venue ON dim_venue.venue_key = pass.venue_key
 WHERE date >= %(first)s AND date < %(until)s
   AND (%(venue_id)s::uuid IS NULL OR pass.venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR pass.venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY pass.venue_key, name, zone, 3
 ORDER BY venue, venue_id, period
 LIMIT 5000;
