-- on WaitlistJoined
INSERT INTO booking (booking_id, session_id, member_id, record_id, card_id, venue_id, status, made, priority,
                     changed_at)
VALUES (%(booking_id)s, %(session_id)s,
        coalesce((SELECT survivor_id FROM joined_record WHERE member_id = %(member_id)s), %(member_id)s::uuid),
        %(member_id)s, %(card_id)s, %(venue_id)s, 'waiting', %(position)s, %(priority)s,
        %(recorded_at)s)
ON CONFLICT (booking_id) DO NOTHING;

-- on SeatReserved
INSERT INTO booking (booking_id, session_id, member_id, record_id, card_id, venue_id, status, made, reserved_at,
                     changed_at)
VALUES (%(booking_id)s, %(session_id)s,
        coalesce((SELECT survivor_id FROM joined_record WHERE member_id = %(member_id)s), %(member_id)s::uuid),
        %(member_id)s, %(card_id)s, %(venue_id)s, 'reserved', %(position)s,
        %(recorded_at)s, %(recorded_at)s)
ON CONFLICT (booking_id) DO UPDATE
   SET status = 'reserved',
       reserved_at = excluded.reserved_at,
       changed_at = excluded.changed_at;

-- on SeatConfirmed
UPDATE booking
   SET status = 'confirmed',
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on SeatReleased
UPDATE booking
   SET status = 'released',
       reason = %(reason)s::jsonb,
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on BookingCancelled
UPDATE booking
   SET status = 'cancelled',
       charged = %(charged)s,
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on WaitlistEnded
UPDATE booking
   SET status = 'unserved',
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on AttendanceMarked
UPDATE booking
   SET marked = %(attended)s,
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on SeatAttended
UPDATE booking
   SET status = 'attended',
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on SeatMissed
UPDATE booking
   SET status = 'missed',
       changed_at = %(recorded_at)s
 WHERE booking_id = %(booking_id)s;

-- on BookerNoted
UPDATE booking
   SET member_id = CASE %(heard)s WHEN 'merged' THEN %(other_id)s::uuid ELSE record_id END
 WHERE record_id = %(member_id)s
   AND %(heard)s IN ('merged', 'apart');
