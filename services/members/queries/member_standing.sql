SELECT member_id, status
  FROM member
 WHERE member_id = %(member_id)s
