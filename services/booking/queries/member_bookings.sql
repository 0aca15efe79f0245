SELECT booking_id, session_id, member_id, card_id, venue_id, course, course_zh, starts_at, status, marked, place,
       reason, charged
  FROM booking_entry
 WHERE member_id IN (
       SELECT %(member_id)s::uuid
        UNION ALL
       SELECT child_id
         FROM ward
        WHERE guardian_id = %(member_id)s
          AND guarded)
 ORDER BY starts_at DESC, made DESC
 LIMIT 100
