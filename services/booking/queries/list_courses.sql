SELECT course_id, name, name_zh, category
  FROM course
 ORDER BY category, name, course_id
