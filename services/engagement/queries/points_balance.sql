-- a lot counts until its last day is over everywhere
WITH lot AS (
    SELECT expires_day, sum(remaining)::bigint AS points
      FROM points_lot
     WHERE member_id = %(member_id)s
       AND remaining > 0
       AND expires_day > (%(now)s::timestamptz AT TIME ZONE 'Etc/GMT+12')::date
     GROUP BY expires_day
), next AS (
    SELECT points, expires_day
      FROM lot
     ORDER BY expires_day
     LIMIT 1
)
SELECT %(member_id)s::uuid AS member_id,
       coalesce((SELECT sum(points) FROM lot), 0)::bigint
       - coalesce((SELECT owed FROM points_owed WHERE member_id = %(member_id)s), 0) AS points,
       coalesce((SELECT points FROM next), 0) AS expiring,
       (SELECT expires_day FROM next) AS expires_day
