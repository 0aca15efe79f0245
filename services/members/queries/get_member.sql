SELECT member_id, number, name, phone, venue_id, language, registered_day, erased, status, merged_into
  FROM member
 WHERE member_id = %(member_id)s
