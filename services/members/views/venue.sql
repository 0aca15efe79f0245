-- on VenueOpened
INSERT INTO venue (venue_id, name, name_zh, zone, currency)
VALUES (%(venue_id)s, %(name)s, %(name_zh)s, %(zone)s, %(currency)s)
ON CONFLICT (venue_id) DO NOTHING;
