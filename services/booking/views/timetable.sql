-- on TimetableOpened
INSERT INTO timetable (venue_id, zone)
VALUES (%(venue_id)s, %(zone)s)
ON CONFLICT (venue_id) DO NOTHING;
