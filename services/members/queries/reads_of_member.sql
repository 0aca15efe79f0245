SELECT member_id, by, query, reason, ground, session_id, explanation,
       to_char(personal_read.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM personal_read
 WHERE member_id = %(member_id)s
 ORDER BY position DESC
 LIMIT 500
