-- on VenueClosed
INSERT INTO closure (closure_id, venue_id, first, until, planned_until, extends, reason)
VALUES (%(closure_id)s, %(venue_id)s, %(days_first)s, %(days_until)s, %(days_until)s, %(extends)s, %(reason)s)
ON CONFLICT (closure_id) DO NOTHING;

-- on VenueReopened
UPDATE closure
   SET until = least(until, %(days_until)s)
 WHERE closure_id = %(closure_id)s;

-- on ClosureCounted
INSERT INTO card_closure AS known (closure_id, card_id, moved_days, position)
VALUES ((%(closure)s::jsonb ->> 'closure_id')::uuid, %(card_id)s, %(moved_days)s, %(position)s)
ON CONFLICT (closure_id, card_id) DO UPDATE
   SET moved_days = known.moved_days + excluded.moved_days, position = excluded.position
 WHERE known.position < excluded.position;
