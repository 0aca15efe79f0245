SELECT DISTINCT member.member_id, member.number, member.name, member.phone, member.venue_id, member.language,
       member.registered_day, member.erased, member.status, member.merged_into
  FROM member AS found
  LEFT JOIN member_search USING (member_id)
  JOIN member ON member.member_id = coalesce(found.merged_into, found.member_id)
 WHERE (token = %(token)s OR found.number = %(text)s)
   AND member.status IN ('registered', 'pending')
 ORDER BY number
 LIMIT 20
