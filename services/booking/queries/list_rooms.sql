SELECT room_id, venue_id, name, holds
  FROM room
 WHERE venue_id = %(venue_id)s
 ORDER BY name, room_id
