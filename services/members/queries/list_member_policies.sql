SELECT policy, value, from_day, venue_id, set_by, to_char(set_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS set_at
  FROM member_policy
 ORDER BY position DESC
