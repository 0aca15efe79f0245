WITH ground AS (
    SELECT member_id, payer_id, 'agreed' AS ground, since FROM payer
     UNION ALL
    SELECT child_id, guardian_id, 'guardian', since FROM guardian_link WHERE because IS NULL
)
SELECT ground.member_id, payer_id, number, name, ground,
       to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM ground
  JOIN member ON member.member_id = payer_id
 WHERE ground.member_id = %(member_id)s
   AND status = 'registered'
 ORDER BY ground.ground, ground.since, number
