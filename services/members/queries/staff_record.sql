SELECT staff_id, kind, title, day, hours, score, note
  FROM staff_record
  JOIN staff USING (staff_id)
 WHERE staff_id = %(staff_id)s
   AND (%(actor_venues)s::uuid[] IS NULL OR venues IS NULL OR venues && %(actor_venues)s::uuid[])
 ORDER BY position DESC
