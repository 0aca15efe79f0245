-- on GlassBroken
INSERT INTO glass (glass_id, member_id, venue_id, staff_id, at, ends_at, reason, alerted)
VALUES (%(glass_id)s, %(member_id)s, %(venue_id)s, %(staff_id)s, %(happened_at)s, %(ends_at)s, %(reason)s, %(alerted)s)
ON CONFLICT (glass_id) DO NOTHING;

-- on GlassReviewed
UPDATE glass
   SET justified = %(justified)s, finding = %(finding)s
 WHERE glass_id = %(glass_id)s;
