WITH swipe AS (
    SELECT venue_key, coalesce(name, '') AS name, coalesce(zone, '') AS zone, granted, reason,
           coalesce(person_key, swipe.member_key) AS person_key,
           extract(hour FROM happened_at AT TIME ZONE coalesce(zone, 'UTC'))::integer AS hour
      FROM bi.fact_checkin AS swipe
      LEFT JOIN bi.dim_venue USING (venue_key)
      LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member USING (member_key)
     WHERE taken_back_at IS NULL AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
       AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), hourly AS (
    SELECT venue_key, hour, count(*) AS swipes FROM swipe GROUP BY venue_key, hour
)
SELECT venue_key AS venue_id, name AS venue, hour, reason, count(*) AS refused, count(DISTINCT person_key) AS members,
       swipes, zone
  FROM swipe
  JOIN hourly USING (venue_key, hour)
 WHERE NOT granted
 GROUP BY venue_key, name, zone, hour, reason, swipes
 ORDER BY venue, venue_id, hour, refused DESC, reason;
