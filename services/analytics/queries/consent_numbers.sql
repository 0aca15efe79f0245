WITH member AS (
    SELECT member_key, venue_key, name, zone, count(*) OVER (PARTITION BY venue_key) AS members
      FROM bi.dim_member
      JOIN bi.dim_venue USING (venue_key)
     WHERE member_key = person_key AND NOT erased AND NOT withdrawn
       AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), consent AS (
    SELECT DISTINCT ON (member_key, purpose) member_key, purpose, given
      FROM bi.fact_consent
     ORDER BY member_key, purpose, version DESC
)
SELECT venue_key AS venue_id, name AS venue, purpose, count(*) FILTER (WHERE given) AS given,
       count(*) FILTER (WHERE NOT given) AS withdrawn, members, zone
  FROM member
  JOIN consent USING (member_key)
 GROUP BY venue_key, name, zone, purpose, members
 ORDER BY venue, venue_id, purpose;
