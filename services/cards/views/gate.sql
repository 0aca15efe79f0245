-- on GateOpened
INSERT INTO gate (venue_id, zone)
VALUES (%(venue_id)s, %(zone)s)
ON CONFLICT (venue_id) DO NOTHING;
