SELECT questionnaire_id, edition, from_day, name, name_zh, questions, valid_months, asked
  FROM questionnaire
 ORDER BY questionnaire_id, edition DESC
