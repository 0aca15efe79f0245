-- create
CREATE TABLE dim_course (
    course_key uuid,
    name       text NOT NULL,
    name_zh    text NOT NULL,
    category   text NOT NULL,
    PRIMARY KEY (course_key)
);
COMMENT ON TABLE dim_course IS '课程 | courses of the programme';
COMMENT ON COLUMN dim_course.course_key IS '课程键 | course';
COMMENT ON COLUMN dim_course.name IS '名称 | name';
COMMENT ON COLUMN dim_course.name_zh IS '中文名 | Chinese name';
COMMENT ON COLUMN dim_course.category IS '类别 | category';

-- project
INSERT INTO dim_course (course_key, name, name_zh, category)
SELECT (data ->> 'course_id')::uuid, data ->> 'name', data ->> 'name_zh', data ->> 'category'
  FROM batch
 WHERE type = 'CourseDefined'
ON CONFLICT (course_key) DO NOTHING;
