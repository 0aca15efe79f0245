-- on RoomAdded
INSERT INTO room (room_id, venue_id, name, holds)
VALUES (%(room_id)s, %(venue_id)s, %(name)s, %(holds)s)
ON CONFLICT (room_id) DO NOTHING;
