-- on ExtraFieldAnswered
INSERT INTO extra_answer (member_id, field_id, value, personal)
VALUES (%(member_id)s, %(field_id)s, %(value)s, %(personal)s)
ON CONFLICT (member_id, field_id) DO UPDATE SET value = excluded.value, personal = excluded.personal;

-- on ImportWithdrawn
DELETE FROM extra_answer WHERE member_id = %(member_id)s;
