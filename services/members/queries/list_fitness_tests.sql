SELECT test_id, edition, from_day, name, name_zh, content, content_zh, measures, every_months, offered
  FROM fitness_test
 ORDER BY test_id, edition DESC
