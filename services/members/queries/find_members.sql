SELECT DISTINCT member.member_id, number, name, phone, venue_id, language, registered_day, erased
  FROM member
  LEFT JOIN member_search USING (member_id)
 WHERE (token = %(token)s OR number = %(text)s)
   AND NOT erased
 ORDER BY number
 LIMIT 20
