SELECT member_id, by, staff.name AS reader, coalesce(staff.roles, '{}') AS roles, query, reason, ground, session_id,
       explanation, to_char(personal_read.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM personal_read
  LEFT JOIN staff ON staff.staff_id::text = by
 WHERE member_id = %(member_id)s
 ORDER BY position DESC
 LIMIT 500
