-- on PayerAgreed
INSERT INTO payer (family_id, member_id, payer_id, since)
VALUES (%(family_id)s, %(member_id)s, %(payer_id)s, %(happened_at)s)
ON CONFLICT (family_id, member_id) DO UPDATE SET payer_id = excluded.payer_id, since = excluded.since;

-- on PayerEnded
DELETE FROM payer WHERE family_id = %(family_id)s AND member_id = %(member_id)s;
