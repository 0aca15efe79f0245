WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
)
SELECT member_id, test_id, name, name_zh, fitness_due.every_months, due_on, due
  FROM fitness_due
  JOIN records USING (member_id)
  JOIN LATERAL (SELECT name, name_zh FROM fitness_test WHERE fitness_test.test_id = fitness_due.test_id
                 ORDER BY edition DESC LIMIT 1) AS test ON true
 ORDER BY due_on, test_id
