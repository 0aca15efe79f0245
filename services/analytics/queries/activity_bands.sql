WITH came AS (
    SELECT coalesce(person_key, swipe.member_key) AS person_key, count(DISTINCT (swipe.venue_key, date_key)) AS days
      FROM bi.fact_checkin AS swipe
      LEFT JOIN bi.dim_member USING (member_key)
     WHERE granted AND taken_back_at IS NULL AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     GROUP BY 1
), held AS (
    SELECT DISTINCT person_key
      FROM bi.v_memberships
     WHERE first_day < %(until)s AND until_day > %(first)s
), counted AS (
    SELECT venue_key, name, zone, coalesce(days, 0) AS days,
           CASE WHEN days IS NULL THEN 1 WHEN days < 4 THEN 2 WHEN days < 8 THEN 3 WHEN days < 12 THEN 4 ELSE 5 END AS band
      FROM held
      FULL JOIN came ON came.person_key = held.person_key
      JOIN bi.dim_member AS member ON member.member_key = coalesce(held.person_key, came.person_key)
      JOIN bi.dim_venue USING (venue_key)
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
)
SELECT venue_key AS venue_id, name AS venue, (ARRAY['0', '1-3', '4-7', '8-11', '12+'])[band] AS band,
       count(*) AS members, sum(days)::bigint AS visit_days, zone
  FROM counted
 GROUP BY venue_key, name, zone, counted.band
 ORDER BY venue, venue_id, counted.band;
