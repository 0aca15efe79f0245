-- on FamilyJoined
INSERT INTO family_member (family_id, member_id, since)
VALUES (%(family_id)s, %(member_id)s, %(happened_at)s)
ON CONFLICT DO NOTHING;

-- on FamilyLeft
DELETE FROM family_member WHERE family_id = %(family_id)s AND member_id = %(member_id)s;
