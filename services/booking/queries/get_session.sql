SELECT session_id, course_id, course, course_zh, category, venue_id, zone, room, coach_id, starts_at, ends_at, seats,
       taken, waiting, attended, status, opens_at, free_cancel_until, reserved_for
  FROM timetable_entry
 WHERE session_id = %(session_id)s
