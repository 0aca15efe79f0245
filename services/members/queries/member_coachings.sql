SELECT coaching_id, member_id, venue_id, coach_id, first AS days_first, until AS days_until, ended,
       NOT ended AND begins_at <= %(now)s AND %(now)s < ends_at AS open
  FROM coaching
 WHERE member_id = %(member_id)s
 ORDER BY begins_at DESC, coaching_id
