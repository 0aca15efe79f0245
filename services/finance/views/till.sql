-- on TillOpened
INSERT INTO till (venue_id, zone, currency)
VALUES (%(venue_id)s, %(zone)s, %(currency)s)
ON CONFLICT (venue_id) DO NOTHING;
