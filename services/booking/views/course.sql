-- on CourseDefined
INSERT INTO course (course_id, name, name_zh, category)
VALUES (%(course_id)s, %(name)s, %(name_zh)s, %(category)s)
ON CONFLICT (course_id) DO NOTHING;
