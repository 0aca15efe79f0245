-- on MemberRegistered
INSERT INTO member_search (token, member_id)
SELECT unnest(%(tokens)s::text[]), %(member_id)s
ON CONFLICT DO NOTHING;

-- on MemberErased
DELETE FROM member_search
 WHERE member_id = %(member_id)s;
