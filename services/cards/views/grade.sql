-- on CardGradesSet
INSERT INTO card_grade (effective, grade, rank, name, name_zh)
SELECT %(effective)s, grade ->> 'grade', rank, grade ->> 'name', grade ->> 'name_zh'
  FROM jsonb_array_elements(%(grades)s::jsonb) WITH ORDINALITY AS ladder (grade, rank)
ON CONFLICT (effective, grade) DO UPDATE
   SET rank = excluded.rank, name = excluded.name, name_zh = excluded.name_zh;
