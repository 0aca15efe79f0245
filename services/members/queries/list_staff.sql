SELECT staff_id, name, employed, roles, venues
  FROM staff
 WHERE %(actor_venues)s::uuid[] IS NULL
    OR venues && %(actor_venues)s::uuid[]
 ORDER BY staff_id
