-- on CrowdMoved
INSERT INTO crowd AS known (venue_id, visitor, at, inside, area)
VALUES (%(venue_id)s, %(visitor)s, %(at)s, %(direction)s = 'in' OR %(area)s::text IS NOT NULL,
        CASE WHEN %(direction)s = 'in' THEN %(area)s::text END)
ON CONFLICT (venue_id, visitor) DO UPDATE
   SET at = excluded.at, inside = excluded.inside, area = excluded.area
 WHERE known.at <= excluded.at;
