-- a lot is over when its last day has ended everywhere
SELECT member_id, lot_id
  FROM points_lot
 WHERE remaining > 0
   AND expires_day <= (%(now)s::timestamptz AT TIME ZONE 'Etc/GMT+12')::date
 ORDER BY expires_day, lot_id
 LIMIT 1000
