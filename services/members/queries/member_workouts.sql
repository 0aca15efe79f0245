WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
)
SELECT workout_id, day, begins, attended, session_id, coach_id, scheduled_minutes, minutes, intensity, activity, content,
       entered_by
  FROM workout
  JOIN records USING (member_id)
 WHERE (attended OR entered_by IS NOT NULL)
   AND (%(first)s::date IS NULL OR day >= %(first)s)
   AND (%(until)s::date IS NULL OR day < %(until)s)
 ORDER BY day DESC, begins DESC NULLS LAST, workout_id
 LIMIT 500
