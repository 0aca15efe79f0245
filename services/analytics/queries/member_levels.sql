WITH home AS (
    SELECT venue_key, name, zone, coalesce(%(on)s::date, (%(now)s AT TIME ZONE zone)::date) AS day
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), rung AS (  -- of the ladder that bound on the day
    SELECT home.venue_key, home.name AS venue, day, zone, rung.rank, rung.level, rung.name, rung.name_zh
      FROM home
     CROSS JOIN LATERAL (SELECT ladder FROM bi.dim_level WHERE from_day <= day ORDER BY from_day DESC, ladder DESC LIMIT 1) AS bound
      JOIN bi.dim_level AS rung USING (ladder)
), member AS (
    SELECT venue_key, member_key, day
      FROM bi.v_member_changes
      JOIN home USING (venue_key)
     WHERE date_key <= archive.date_key(day)
     GROUP BY venue_key, member_key, day
    HAVING sum(members) = 1
), reached AS (
    SELECT DISTINCT ON (member_key) member_key, change.level, change.change = 'by_hand' AS by_hand, change.until_day
      FROM bi.fact_level_change AS change
      JOIN member USING (member_key)
     WHERE date_key <= archive.date_key(day)
     ORDER BY member_key, version DESC
), held AS (  -- a level that this ladder does not have any more counts as the lowest
    SELECT member.venue_key, coalesce(rung.rank, 0) AS rank, coalesce(by_hand, false) AS by_hand,
           until_day <= day + %(days)s AS ending
      FROM member
      LEFT JOIN reached USING (member_key)
      LEFT JOIN rung USING (venue_key, level, day)
)
SELECT venue_key AS venue_id, venue, level, rung.name, name_zh, rank, day, count(held.venue_key) AS members,
       count(*) FILTER (WHERE by_hand) AS by_hand, count(*) FILTER (WHERE ending) AS ending, zone
  FROM rung
  LEFT JOIN held USING (venue_key, rank)
 GROUP BY venue_key, venue, level, rung.name, name_zh, rank, day, zone
 ORDER BY venue, venue_id, rank DESC;
