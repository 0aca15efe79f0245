SELECT contact_id, contact.member_id, by, way, from_member, note, follow_up_by, follow_up_on, closing_note,
       to_char(contact.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       follow_up_on < (%(now)s AT TIME ZONE zone)::date AS overdue
  FROM contact
  JOIN member USING (member_id)
  JOIN venue USING (venue_id)
 WHERE NOT closed
   AND NOT erased
   AND (%(follow_up_by)s::uuid IS NULL OR follow_up_by = %(follow_up_by)s)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]))
 ORDER BY follow_up_on, contact.at
 LIMIT 200
