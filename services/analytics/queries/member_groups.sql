WITH home AS (
    SELECT venue_key, name, zone, (%(now)s AT TIME ZONE zone)::date AS today
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), member AS (
    SELECT venue_key, name, zone, person.sex, extract(year FROM today)::integer - birth_year AS age, held.person_key
      FROM bi.dim_member AS member
      JOIN home USING (venue_key)
      LEFT JOIN bi.dim_person AS person USING (member_key)
      LEFT JOIN bi.v_memberships AS held
                ON held.person_key = member.member_key AND first_day <= today AND until_day > today
     WHERE member.member_key = member.person_key AND NOT member.erased AND NOT withdrawn
)
SELECT venue_key AS venue_id, name AS venue, sex,
       CASE WHEN age < 18 THEN '0-17' WHEN age < 25 THEN '18-24' WHEN age < 35 THEN '25-34' WHEN age < 45 THEN '35-44'
            WHEN age < 55 THEN '45-54' WHEN age < 65 THEN '55-64' WHEN age >= 65 THEN '65+' END AS age_band,
       count(*) AS members, count(person_key) AS active, zone
  FROM member
 GROUP BY venue_key, name, zone, sex, 4
 ORDER BY venue, venue_id, sex, age_band;
