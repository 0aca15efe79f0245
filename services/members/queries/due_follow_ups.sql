SELECT *
  FROM (SELECT 'member' AS kind, contact.member_id AS person_id, name, phone, venue_id, follow_up_by AS owner_id,
               follow_up_on, NULL AS stage, contact_id, note
          FROM contact
          JOIN member USING (member_id)
         WHERE follow_up_on IS NOT NULL AND NOT closed AND NOT erased
         UNION ALL
        SELECT 'prospect', guest_id, guest.name, guest.phone, prospect.venue_id, owner_id, follow_up_on, stage, NULL, last_note
          FROM prospect
          JOIN guest USING (guest_id)
         WHERE follow_up_on IS NOT NULL AND NOT erased AND guest.member_id IS NULL) AS promised
  JOIN LATERAL (SELECT follow_up_on < today AS overdue
                  FROM (SELECT (%(now)s AT TIME ZONE zone)::date AS today FROM venue
                         WHERE venue.venue_id = promised.venue_id) AS here
                 WHERE follow_up_on <= today) AS due ON true
 WHERE (%(owner_id)s::uuid IS NULL OR owner_id = %(owner_id)s)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY follow_up_on, person_id
 LIMIT 200
