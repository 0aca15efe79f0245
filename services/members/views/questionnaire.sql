-- on QuestionnairePublished
INSERT INTO questionnaire (questionnaire_id, edition, from_day, name, name_zh, questions, valid_months, asked)
VALUES (%(questionnaire_id)s, %(edition)s, %(from_day)s, %(name)s, %(name_zh)s, %(questions)s::jsonb, %(valid_months)s,
        %(asked)s)
ON CONFLICT (questionnaire_id, edition) DO NOTHING;
