WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
), filled AS (
    SELECT health_filled.*,
           position = max(position) OVER (PARTITION BY questionnaire_id) AS current
      FROM health_filled
      JOIN records USING (member_id)
), noted AS (
    SELECT health_note.*,
           position = max(position) OVER (PARTITION BY note_id) AS current
      FROM health_note
      JOIN records USING (member_id)
), line AS (
    SELECT 'outcome' AS section, filled_id AS item_id, position, at, by, name, name_zh, outcome AS text, NULL AS day,
           valid_until, current, due AND current AS due
      FROM filled
      JOIN questionnaire USING (questionnaire_id, edition)
     UNION ALL
    SELECT 'answer', question_id, position, at, by, question ->> 'text', question ->> 'text_zh', answer, NULL,
           valid_until, current, false
      FROM filled
      JOIN health_answer USING (filled_id)
      JOIN questionnaire USING (questionnaire_id, edition)
      JOIN jsonb_array_elements(questions) AS question ON question ->> 'question_id' = question_id::text
     UNION ALL
    SELECT CASE WHEN closed THEN 'closed' ELSE 'note' END, note_id, position, at, by, name, name_zh, text, day,
           NULL, current, false
      FROM noted
      JOIN health_note_kind USING (kind)
)
SELECT section, item_id, by, name AS title, name_zh AS title_zh, text, day, valid_until, current, due,
       to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM line
 ORDER BY position DESC, section DESC, title
