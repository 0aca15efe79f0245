-- on TrainingRecorded
INSERT INTO staff_record (position, staff_id, kind, title, day, hours)
VALUES (%(position)s, %(staff_id)s, 'training', %(title)s, %(day)s, %(hours)s)
ON CONFLICT (position) DO NOTHING;

-- on StaffAppraised
INSERT INTO staff_record (position, staff_id, kind, title, day, score, note)
VALUES (%(position)s, %(staff_id)s, 'appraisal', %(period)s, to_char(%(happened_at)s::timestamptz, 'YYYY-MM-DD'),
        %(score)s, %(note)s)
ON CONFLICT (position) DO NOTHING;
