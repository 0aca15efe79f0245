SELECT member_id, number, name, phone, venue_id, channel, submitted_by,
       to_char(submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS submitted_at
  FROM member
 WHERE status = 'pending'
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY member.submitted_at
