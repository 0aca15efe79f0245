SELECT guardian_id, child_id, number, name, relation, of_age_soon,
       to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since
  FROM guardian_link
  JOIN member ON member.member_id = child_id
 WHERE guardian_id = %(member_id)s
   AND because IS NULL
   AND status = 'registered'
 ORDER BY guardian_link.since, number
