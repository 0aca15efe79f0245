-- on QuestionnaireAnswered
INSERT INTO health_filled (filled_id, position, member_id, at, by, questionnaire_id, edition, outcome, valid_until, corrects)
VALUES (%(filled_id)s, %(position)s, %(member_id)s, %(happened_at)s, %(actor)s, %(questionnaire_id)s, %(edition)s,
        %(outcome)s, %(valid_until)s, %(corrects)s)
ON CONFLICT (filled_id) DO NOTHING;

-- on HealthAnswersDue
UPDATE health_filled SET due = true WHERE filled_id = %(filled_id)s;
