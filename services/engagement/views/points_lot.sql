-- on PointsEarned
INSERT INTO points_lot (lot_id, member_id, cause_id, expires_day, remaining, version)
VALUES (%(lot_id)s, %(member_id)s, %(cause_id)s, %(expires_day)s, %(points)s::bigint - %(fills)s::bigint,
        %(stream_version)s)
ON CONFLICT (lot_id) DO NOTHING;

-- on PointsRedeemed
UPDATE points_lot
   SET remaining = remaining - share.points,
       version = %(stream_version)s
  FROM jsonb_to_recordset(%(lots)s::jsonb) AS share (lot_id uuid, points bigint)
 WHERE points_lot.lot_id = share.lot_id
   AND version < %(stream_version)s;

-- on PointsTakenBack
UPDATE points_lot
   SET remaining = remaining - share.points,
       version = %(stream_version)s
  FROM jsonb_to_recordset(%(lots)s::jsonb) AS share (lot_id uuid, points bigint)
 WHERE points_lot.lot_id = share.lot_id
   AND version < %(stream_version)s;

-- on PointsExpired
UPDATE points_lot
   SET remaining = remaining - %(points)s,
       version = %(stream_version)s
 WHERE lot_id = %(lot_id)s
   AND version < %(stream_version)s;
