CREATE TABLE timetable (
    venue_id uuid PRIMARY KEY,
    zone     text NOT NULL
);

CREATE TABLE room (
    room_id  uuid PRIMARY KEY,
    venue_id uuid NOT NULL,
    name     text NOT NULL,
    holds    integer NOT NULL
);
CREATE INDEX ON room (venue_id);

CREATE TABLE course (
    course_id uuid PRIMARY KEY,
    name      text NOT NULL,
    name_zh   text NOT NULL,
    category  text NOT NULL
);

CREATE TABLE session (
    session_id        uuid PRIMARY KEY,
    course_id         uuid NOT NULL,
    venue_id          uuid NOT NULL,
    room_id           uuid NOT NULL,
    coach_id          uuid NOT NULL,
    day               date NOT NULL,
    starts_at         timestamptz NOT NULL,
    ends_at           timestamptz NOT NULL,
    seats             integer NOT NULL,
    opens_at          timestamptz NOT NULL,
    free_cancel_until timestamptz NOT NULL,
    scheduled_at      timestamptz NOT NULL,
    status            text NOT NULL CHECK (status IN ('scheduled', 'cancelled', 'closed'))
);
COMMENT ON COLUMN session.day IS 'The venue''s day on which it starts.';
COMMENT ON COLUMN session.scheduled_at IS 'By the log''s clock.';
CREATE INDEX ON session (venue_id, day);
CREATE INDEX ON session (ends_at) WHERE status = 'scheduled';

CREATE TABLE booking (
    booking_id  uuid PRIMARY KEY,
    session_id  uuid NOT NULL,
    member_id   uuid NOT NULL,
    card_id     uuid NOT NULL,
    venue_id    uuid NOT NULL,
    status      text NOT NULL CHECK (status IN ('waiting', 'reserved', 'confirmed', 'attended', 'missed',
                                                'released', 'cancelled', 'unserved')),
    marked      boolean,
    reason      jsonb,
    charged     boolean NOT NULL DEFAULT false,
    made        bigint NOT NULL,
    reserved_at timestamptz,
    changed_at  timestamptz NOT NULL
);
COMMENT ON COLUMN booking.made IS 'The log position at which it was made: the order of the waitlist.';
COMMENT ON COLUMN booking.reserved_at IS 'Since when its seat waits for the card''s answer, by the log''s clock.';
COMMENT ON COLUMN booking.changed_at IS 'By the log''s clock.';
CREATE INDEX ON booking (session_id);
CREATE INDEX ON booking (member_id);
CREATE INDEX ON booking (reserved_at) WHERE status = 'reserved';

CREATE VIEW timetable_entry AS
SELECT session_id, course_id, course.name AS course, course.name_zh AS course_zh, category, venue_id, zone,
       room.name AS room, coach_id, day, starts_at, ends_at, seats, taken, waiting, attended, status,
       opens_at, free_cancel_until
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

CREATE VIEW booking_entry AS
SELECT booking_id, session_id, member_id, card_id, booking.venue_id, name AS course, name_zh AS course_zh, starts_at,
       booking.status, marked, reason, charged, made,
       CASE booking.status WHEN 'waiting' THEN
           (SELECT count(*)
              FROM booking AS ahead
             WHERE ahead.session_id = booking.session_id
               AND ahead.status = 'waiting'
               AND ahead.made <= booking.made)
       END AS place
  FROM booking
  JOIN session USING (session_id)
  JOIN course USING (course_id);
