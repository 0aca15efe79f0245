-- on FitnessTestDefined
INSERT INTO fitness_test (test_id, edition, from_day, name, name_zh, content, content_zh, measures, every_months, offered)
VALUES (%(test_id)s, %(edition)s, %(from_day)s, %(name)s, %(name_zh)s, %(content)s, %(content_zh)s, %(measures)s::jsonb,
        %(every_months)s, %(offered)s)
ON CONFLICT (test_id, edition) DO NOTHING;
