-- on BookerWardNoted
INSERT INTO ward (guardian_id, child_id, guarded)
VALUES (%(member_id)s, %(child_id)s, %(guards)s)
ON CONFLICT (guardian_id, child_id) DO UPDATE
   SET guarded = excluded.guarded;
