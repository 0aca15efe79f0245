-- on PointsEarned
UPDATE points_owed
   SET owed = owed - %(fills)s,
       version = %(stream_version)s
 WHERE member_id = %(member_id)s
   AND version < %(stream_version)s;

-- on PointsTakenBack
INSERT INTO points_owed AS known (member_id, owed, version)
VALUES (%(member_id)s, %(owed)s, %(stream_version)s)
ON CONFLICT (member_id) DO UPDATE
   SET owed = known.owed + excluded.owed,
       version = excluded.version
 WHERE known.version < excluded.version;
