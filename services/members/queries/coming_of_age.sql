SELECT child_id, child.name AS child_name, guardian_id, guardian.phone AS guardian_phone, child.venue_id
  FROM guardian_link
  JOIN member AS child ON child.member_id = child_id
  JOIN member AS guardian ON guardian.member_id = guardian_id
 WHERE of_age_soon
   AND because IS NULL
   AND child.status = 'registered'
   AND (%(actor_venues)s::uuid[] IS NULL OR child.venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY child.number, guardian.number
