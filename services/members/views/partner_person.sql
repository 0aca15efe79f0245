-- on PartnerJoined
INSERT INTO partner_person (agreement_id, member_id, by, from_day, until)
VALUES (%(agreement_id)s, %(member_id)s, %(by)s, %(from_day)s, NULL)
ON CONFLICT (agreement_id, member_id) DO UPDATE
   SET by = excluded.by, from_day = excluded.from_day, until = NULL;

-- on PartnerLeft
UPDATE partner_person
   SET until = %(from_day)s
 WHERE agreement_id = %(agreement_id)s
   AND member_id = %(member_id)s;
