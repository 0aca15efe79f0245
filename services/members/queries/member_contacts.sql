SELECT contact_id, contact.member_id, by, way, from_member, note, follow_up_by, follow_up_on, closing_note,
       to_char(contact.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       NOT closed AND follow_up_on < (%(now)s AT TIME ZONE zone)::date AS overdue
  FROM contact
  JOIN member USING (member_id)
  JOIN venue USING (venue_id)
 WHERE contact.member_id = %(member_id)s
    OR merged_into = %(member_id)s
 ORDER BY contact.at DESC
