SELECT agreement_id, partner, partner_zh, member_id, by, partner_person.from_day, partner_person.until
  FROM partner_person
  JOIN partner USING (agreement_id)
 WHERE agreement_id = %(agreement_id)s
 ORDER BY partner_person.until IS NOT NULL, partner_person.from_day, member_id
