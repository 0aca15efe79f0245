WITH home AS (
    SELECT venue_key, name, zone, coalesce(%(on)s::date, (%(now)s AT TIME ZONE zone)::date) AS day
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), stood AS (  -- as each debt stood on the day; one written off before it was known has no day
    SELECT debt.debt_key, debt.venue_key, coalesce(person_key, debt.member_key) AS person_key, cause, debt.currency, name, day, home.zone,
           day - due_day AS late,
           (array_agg(still_owed ORDER BY change.version DESC) FILTER (WHERE change = 'owes'))[1] AS still_owed
      FROM bi.dim_debt AS debt
      JOIN home USING (venue_key)
      JOIN bi.fact_debt_change AS change USING (debt_key)
      LEFT JOIN bi.dim_member ON dim_member.member_key = debt.member_key
     WHERE coalesce(date_key, 0) <= archive.date_key(day)
     GROUP BY debt.debt_key, person_key, name, day, home.zone
    HAVING bool_and(change = 'owes')
), owed AS (
    SELECT *, CASE WHEN late < 1 THEN 1 WHEN late < 8 THEN 2 WHEN late < 31 THEN 3 WHEN late < 91 THEN 4 ELSE 5 END AS band,
           EXISTS (SELECT FROM bi.v_doors_shut AS door
                    WHERE door.person_key = stood.person_key AND door.cause = 'debt' AND first_day <= day AND until_day > day) AS shut
      FROM stood
     WHERE still_owed > 0
)
SELECT venue_key AS venue_id, name AS venue, cause, (ARRAY['not_due', '1-7', '8-30', '31-90', '91+'])[band] AS band, day,
       count(*) AS debts, count(DISTINCT person_key) AS members,
       count(DISTINCT person_key) FILTER (WHERE shut) AS shut_members,
       archive.minor(sum(still_owed), currency) AS owed_amount, currency AS owed_currency, zone
  FROM owed
 GROUP BY venue_key, name, cause, owed.band, day, currency, zone
 ORDER BY venue, venue_id, cause, owed.band, owed_currency;
