-- on PointsEarned
UPDATE points_owed
   SET owed = owed - %(fills)s,
       version = %(position)s
 WHERE member_id = %(member_id)s
   AND version < %(position)s;

-- on PointsTakenBack
INSERT INTO points_owed AS known (member_id, owed, version)
VALUES (%(member_id)s, %(owed)s, %(position)s)
ON CONFLICT (member_id) DO UPDATE
   SET owed = known.owed + excluded.owed,
       version = excluded.version
 WHERE known.version < excluded.version;

-- on PointsPassedOn
UPDATE points_owed
   SET owed = owed - %(owed)s,
       version = %(position)s
 WHERE member_id = %(member_id)s
   AND version < %(position)s;

-- on PointsTakenOver
INSERT INTO points_owed AS known (member_id, owed, version)
SELECT %(member_id)s, %(owed)s - coalesce(sum(share.points), 0), %(position)s
  FROM jsonb_to_recordset(%(fills)s::jsonb) AS share (points bigint)
ON CONFLICT (member_id) DO UPDATE
   SET owed = known.owed + excluded.owed,
       version = excluded.version
 WHERE known.version < excluded.version;
