-- on SessionScheduled
INSERT INTO session (session_id, course_id, venue_id, room_id, coach_id, day, starts_at, ends_at, seats,
                     opens_at, free_cancel_until, scheduled_at, status, reserved_for)
VALUES (%(session_id)s, %(course_id)s, %(venue_id)s, %(room_id)s, %(coach_id)s, %(day)s, %(starts_at)s, %(ends_at)s,
        %(seats)s, %(opens_at)s, %(free_cancel_until)s, %(recorded_at)s, 'scheduled',
        %(reserved_for)s)
ON CONFLICT (session_id) DO NOTHING;

-- on SessionCancelled
UPDATE session
   SET status = 'cancelled'
 WHERE session_id = %(session_id)s;

-- on SessionClosed
UPDATE session
   SET status = 'closed'
 WHERE session_id = %(session_id)s;
