SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, by, what, prospect_step.stage, reason,
       prospect_step.owner_id, way, note, prospect_step.follow_up_on
  FROM prospect_step
  JOIN prospect USING (guest_id)
 WHERE guest_id = %(guest_id)s
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY position DESC
