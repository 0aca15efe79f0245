-- on PointsEarned
INSERT INTO points_lot (lot_id, member_id, cause_id, expires_day, remaining, version,
                        available_day)
VALUES (%(lot_id)s, %(member_id)s, %(cause_id)s, %(expires_day)s, %(points)s::bigint - %(fills)s::bigint,
        %(position)s, %(available_day)s)
ON CONFLICT (lot_id) DO NOTHING;

-- on PointsRedeemed, PointsTakenBack
UPDATE points_lot
   SET remaining = remaining - share.points,
       version = %(position)s
  FROM jsonb_to_recordset(%(lots)s::jsonb) AS share (lot_id uuid, points bigint)
 WHERE points_lot.lot_id = share.lot_id
   AND version < %(position)s;

-- on PointsExpired
UPDATE points_lot
   SET remaining = remaining - %(points)s,
       version = %(position)s
 WHERE lot_id = %(lot_id)s
   AND version < %(position)s;

-- on PointsTakenOver
WITH filled AS (
    UPDATE points_lot
       SET remaining = remaining - share.points,
           version = %(position)s
      FROM jsonb_to_recordset(%(fills)s::jsonb) AS share (lot_id uuid, points bigint)
     WHERE points_lot.lot_id = share.lot_id
       AND points_lot.version < %(position)s
       AND points_lot.lot_id NOT IN (SELECT lot_id FROM jsonb_to_recordset(%(lots)s::jsonb) AS came (lot_id uuid))
)
UPDATE points_lot
   SET member_id = %(member_id)s,
       remaining = came.remaining - coalesce((SELECT share.points
                                                FROM jsonb_to_recordset(%(fills)s::jsonb)
                                                     AS share (lot_id uuid, points bigint)
                                               WHERE share.lot_id = came.lot_id), 0),
       version = %(position)s
  FROM jsonb_to_recordset(%(lots)s::jsonb) AS came (lot_id uuid, remaining bigint)
 WHERE points_lot.lot_id = came.lot_id
   AND points_lot.version < %(position)s;
