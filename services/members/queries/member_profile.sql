SELECT member_id, email, sex, birth_date, occupation, address, emergency_name, emergency_phone,
       photo_ref, interests, goal, spending_preference, preferred_days, preferred_times, preferred_coach_id,
       to_char(confirmed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS confirmed_at,
       coalesce(due, false) AS confirmation_due
  FROM member
  LEFT JOIN profile USING (member_id)
  LEFT JOIN confirmation USING (member_id)
 WHERE member_id = %(member_id)s
   AND NOT erased
