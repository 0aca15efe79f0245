-- on WorkoutNoted
INSERT INTO workout (workout_id, member_id, day, begins, attended, session_id, coach_id, scheduled_minutes)
VALUES (%(workout_id)s, %(member_id)s, %(day)s, %(begins)s, true, %(session_id)s, %(coach_id)s, %(minutes)s)
ON CONFLICT (workout_id) DO UPDATE
   SET attended = true, session_id = excluded.session_id, coach_id = excluded.coach_id,
       scheduled_minutes = excluded.scheduled_minutes, day = excluded.day,
       begins = coalesce(excluded.begins, workout.begins);

-- on AttendanceWithdrawn
UPDATE workout
   SET attended = false, session_id = NULL, coach_id = NULL, scheduled_minutes = NULL
 WHERE workout_id = %(workout_id)s;

-- on WorkoutRecorded
INSERT INTO workout (workout_id, member_id, day, begins, minutes, intensity, activity, content, entered_by)
VALUES (%(workout_id)s, %(member_id)s, %(day)s, %(begins)s, %(minutes)s, %(intensity)s, %(activity)s, %(content)s,
        %(actor)s)
ON CONFLICT (workout_id) DO UPDATE
   SET day = CASE WHEN workout.attended THEN workout.day ELSE excluded.day END,
       begins = CASE WHEN workout.attended THEN coalesce(workout.begins, excluded.begins) ELSE excluded.begins END,
       minutes = excluded.minutes,
       intensity = excluded.intensity, activity = excluded.activity, content = excluded.content,
       entered_by = excluded.entered_by;

-- on WorkoutRemoved
UPDATE workout
   SET minutes = NULL, intensity = NULL, activity = NULL, content = NULL, entered_by = NULL
 WHERE workout_id = %(workout_id)s;
