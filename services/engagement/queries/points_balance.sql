-- a lot counts until its last day is over everywhere, and is free once its first day has begun anywhere
WITH lot AS (
    SELECT expires_day, available_day, remaining,
           coalesce(available_day > (%(now)s::timestamptz AT TIME ZONE 'Etc/GMT-14')::date, false) AS locked
      FROM points_lot
     WHERE member_id = %(member_id)s
       AND remaining > 0
       AND (expires_day IS NULL OR expires_day > (%(now)s::timestamptz AT TIME ZONE 'Etc/GMT+12')::date)
), next AS (
    SELECT sum(remaining)::bigint AS points, expires_day
      FROM lot
     WHERE NOT locked
     GROUP BY expires_day
     ORDER BY expires_day
     LIMIT 1
)
SELECT %(member_id)s::uuid AS member_id,
       coalesce((SELECT sum(remaining) FROM lot WHERE NOT locked), 0)::bigint
       - coalesce((SELECT owed FROM points_owed WHERE member_id = %(member_id)s), 0) AS points,
       coalesce((SELECT points FROM next WHERE expires_day IS NOT NULL), 0) AS expiring,
       (SELECT expires_day FROM next) AS expires_day,
       coalesce((SELECT sum(remaining) FROM lot WHERE locked), 0)::bigint AS locked,
       (SELECT min(available_day) FROM lot WHERE locked) AS available_day
