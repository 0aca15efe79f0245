-- on HealthAnswered
INSERT INTO health_answer (filled_id, question_id, member_id, answer)
VALUES (%(filled_id)s, %(question_id)s, %(member_id)s, %(answer)s)
ON CONFLICT (filled_id, question_id) DO NOTHING;
