SELECT member_id, test_id, name, name_zh, fitness_due.every_months, due_on, due
  FROM fitness_due
  JOIN LATERAL (SELECT name, name_zh FROM fitness_test WHERE fitness_test.test_id = fitness_due.test_id
                 ORDER BY edition DESC LIMIT 1) AS test ON true
 WHERE due
   AND member_id IN (SELECT coaching.member_id FROM coaching
                      WHERE coach_id::text = %(actor_id)s
                        AND NOT ended
                        AND begins_at <= %(now)s
                        AND %(now)s < ends_at)
 ORDER BY due_on, member_id, test_id
