SELECT glass_id, glass.member_id, venue_id, staff_id, reason, alerted, justified, finding,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM glass
 ORDER BY justified IS NOT NULL, glass.at DESC
 LIMIT 200
