-- on PartnerAgreed
INSERT INTO partner (agreement_id, partner, partner_zh, from_day, until, venues, most_people, domains)
VALUES (%(agreement_id)s, %(partner)s, %(partner_zh)s, %(from_day)s, %(until)s,
        CASE WHEN jsonb_typeof(%(venues)s::jsonb) = 'array'
             THEN ARRAY(SELECT jsonb_array_elements_text(%(venues)s::jsonb)::uuid) END,
        %(most_people)s, ARRAY(SELECT jsonb_array_elements_text(%(domains)s::jsonb)))
ON CONFLICT (agreement_id) DO UPDATE
   SET partner = excluded.partner, partner_zh = excluded.partner_zh, from_day = excluded.from_day,
       until = excluded.until, venues = excluded.venues, most_people = excluded.most_people,
       domains = excluded.domains;
