SELECT member_id, number, name, phone, venue_id, language, registered_day, erased
  FROM member
 WHERE member_id = %(member_id)s
