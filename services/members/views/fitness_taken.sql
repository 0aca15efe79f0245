-- on FitnessTestTaken
INSERT INTO fitness_taken (taken_id, member_id, test_id, edition, day, by, assessment)
VALUES (%(taken_id)s, %(member_id)s, %(test_id)s, %(edition)s, %(day)s, %(actor)s, %(assessment)s)
ON CONFLICT (taken_id) DO NOTHING;
