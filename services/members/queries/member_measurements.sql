WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
)
SELECT measurement_id, kind, activity, unit, figure, day, taken_id, by,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       figure IS NOT NULL AND position = max(position) OVER (PARTITION BY measurement_id) AS current
  FROM measurement
  JOIN records USING (member_id)
 WHERE %(kind)s::text IS NULL
    OR kind = %(kind)s
 ORDER BY day DESC, position DESC
