-- on RegistrationSubmitted, MemberRegistered, ProfileChanged, PhoneChanged
INSERT INTO trait (kind, token, member_id)
SELECT *, %(member_id)s::uuid FROM unnest(%(trait_kinds)s::text[], %(trait_tokens)s::text[])
ON CONFLICT DO NOTHING;

-- on FingerprintNoted
INSERT INTO trait (kind, token, member_id)
VALUES (%(kind)s, %(index)s, %(member_id)s)
ON CONFLICT DO NOTHING;

-- on MemberErased, ImportWithdrawn
DELETE FROM trait WHERE member_id = %(member_id)s;
