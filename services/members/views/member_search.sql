-- on RegistrationSubmitted, MemberRegistered, ProfileChanged
INSERT INTO member_search (token, member_id)
SELECT unnest(%(tokens)s::text[]), %(member_id)s
ON CONFLICT DO NOTHING;

-- on PhoneChanged
WITH gone AS (
    DELETE FROM member_search WHERE token = %(former_index)s AND member_id = %(member_id)s
)
INSERT INTO member_search (token, member_id)
SELECT unnest(%(tokens)s::text[]), %(member_id)s
ON CONFLICT DO NOTHING;

-- on MemberErased
DELETE FROM member_search
 WHERE member_id = %(member_id)s;

-- on ImportWithdrawn
DELETE FROM member_search WHERE member_id = %(member_id)s;
