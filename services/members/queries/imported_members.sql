SELECT member_id, number
  FROM member
 WHERE import_id = %(import_id)s
   AND NOT erased
 ORDER BY number
