-- on GuestVisited
INSERT INTO guest_visit (visit_id, guest_id, venue_id, day, brought_by)
VALUES (%(visit_id)s, %(guest_id)s, %(venue_id)s, %(day)s, %(brought_by)s)
ON CONFLICT (visit_id) DO NOTHING;

-- on GuestVisitTakenBack
DELETE FROM guest_visit WHERE visit_id = %(visit_id)s;
