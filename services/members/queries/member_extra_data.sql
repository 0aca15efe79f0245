SELECT member_id, field_id, name, name_zh, value, extra_answer.personal
  FROM extra_answer
  JOIN LATERAL (SELECT name, name_zh
                  FROM extra_field
                 WHERE field_id = extra_answer.field_id
                 ORDER BY position DESC
                 LIMIT 1) AS latest ON true
 WHERE member_id = %(member_id)s
 ORDER BY name
