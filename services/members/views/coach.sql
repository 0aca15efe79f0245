-- on CoachDescribed
INSERT INTO coach (staff_id, grade, skills, hours)
VALUES (%(staff_id)s, %(grade)s,
        CASE WHEN jsonb_typeof(%(skills)s::jsonb) = 'array'
             THEN ARRAY(SELECT jsonb_array_elements_text(%(skills)s::jsonb)) END,
        CASE WHEN jsonb_typeof(%(hours)s::jsonb) = 'array' THEN %(hours)s::jsonb END)
ON CONFLICT (staff_id) DO UPDATE
   SET grade = coalesce(excluded.grade, coach.grade),
       skills = coalesce(excluded.skills, coach.skills),
       hours = coalesce(excluded.hours, coach.hours);
