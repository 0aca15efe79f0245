ALTER TABLE session ADD COLUMN reserved_for text;
COMMENT ON COLUMN session.reserved_for IS 'The right of a level without which nobody books it; null: anybody.';

ALTER TABLE booking ADD COLUMN priority integer NOT NULL DEFAULT 0;
COMMENT ON COLUMN booking.priority IS 'By the member''s level when it was made: who waits with more goes before.';

CREATE OR REPLACE VIEW timetable_entry AS
SELECT session_id, course_id, course.name AS course, course.name_zh AS course_zh, category, venue_id, zone,
       room.name AS room, coach_id, day, starts_at, ends_at, seats, taken, waiting, attended, status,
       opens_at, free_cancel_until, reserved_for
  FROM session
  JOIN timetable USING (venue_id)
  JOIN course USING (course_id)
  JOIN (SELECT room_id, name FROM room) AS room USING (room_id)
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE b.status IN ('reserved', 'confirmed', 'attended', 'missed')) AS taken,
              count(*) FILTER (WHERE b.status = 'waiting') AS waiting,
              count(*) FILTER (WHERE b.status = 'attended'
                                  OR (b.status IN ('reserved', 'confirmed') AND b.marked)) AS attended
         FROM booking AS b
        WHERE b.session_id = session.session_id) AS counted;

CREATE OR REPLACE VIEW booking_entry AS
SELECT booking_id, session_id, member_id, card_id, booking.venue_id, name AS course, name_zh AS course_zh, starts_at,
       booking.status, marked, reason, charged, made,
       CASE booking.status WHEN 'waiting' THEN
           (SELECT count(*)
              FROM booking AS ahead
             WHERE ahead.session_id = booking.session_id
               AND ahead.status = 'waiting'
               AND (-ahead.priority, ahead.made) <= (-booking.priority, booking.made))
       END AS place
  FROM booking
  JOIN session USING (session_id)
  JOIN course USING (course_id);
