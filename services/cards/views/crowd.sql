-- on CrowdMoved
INSERT INTO crowd AS known (venue_id, visitor, at, inside)
VALUES (%(venue_id)s, %(visitor)s, %(at)s, %(direction)s = 'in')
ON CONFLICT (venue_id, visitor) DO UPDATE
   SET at = excluded.at, inside = excluded.inside
 WHERE known.at <= excluded.at;
