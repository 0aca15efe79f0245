SELECT coaching_id, member_id, venue_id, coach_id, first AS days_first, until AS days_until, ended, true AS open
  FROM coaching
 WHERE coach_id::text = %(actor_id)s
   AND NOT ended
   AND begins_at <= %(now)s
   AND %(now)s < ends_at
 ORDER BY ends_at, coaching_id
