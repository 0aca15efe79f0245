SELECT child_id, guardian_id, number, name, phone, relation, evidence, guardian_link.venue_id,
       to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
       because IS NULL AND status = 'registered' AS in_force,
       because, of_age_soon
  FROM guardian_link
  JOIN member ON member.member_id = guardian_id
 WHERE child_id = %(member_id)s
 ORDER BY because IS NOT NULL, guardian_link.since, number
