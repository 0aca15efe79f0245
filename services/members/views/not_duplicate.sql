-- on DuplicateDismissed
INSERT INTO not_duplicate (member_id, other_id)
VALUES (least(%(member_id)s::uuid, %(other_id)s::uuid), greatest(%(member_id)s::uuid, %(other_id)s::uuid))
ON CONFLICT DO NOTHING;
