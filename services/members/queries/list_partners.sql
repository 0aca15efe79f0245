SELECT agreement_id, partner, partner_zh, from_day, until, venues, most_people, domains,
       (SELECT count(*)::int
          FROM partner_person
         WHERE partner_person.agreement_id = partner.agreement_id
           AND today < partner.until
           AND (partner_person.until IS NULL OR partner_person.until > today)) AS people
  FROM partner
 CROSS JOIN (SELECT (%(now)s AT TIME ZONE 'UTC' - interval '12 hours')::date AS today) AS clock
 ORDER BY today < from_day OR today >= until, partner, agreement_id
