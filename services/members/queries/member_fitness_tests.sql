WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
)
SELECT taken_id, test_id, name, name_zh, fitness_taken.day, fitness_taken.by, assessment,
       result.kind, result.activity, result.unit, result.figure
  FROM fitness_taken
  JOIN records USING (member_id)
  JOIN fitness_test USING (test_id, edition)
  JOIN LATERAL (
      SELECT DISTINCT ON (measurement_id) kind, activity, unit, figure
        FROM measurement
       WHERE measurement.member_id = fitness_taken.member_id
         AND measurement.taken_id = fitness_taken.taken_id
       ORDER BY measurement_id, position DESC
  ) AS result ON true
 ORDER BY day DESC, taken_id, kind, activity
