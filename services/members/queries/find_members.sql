SELECT DISTINCT member.member_id, number, name, phone, venue_id, language, registered_day, erased, status, merged_into
  FROM member
  LEFT JOIN member_search USING (member_id)
 WHERE (token = %(token)s OR number = %(text)s)
   AND status IN ('registered', 'pending')
 ORDER BY number
 LIMIT 20
