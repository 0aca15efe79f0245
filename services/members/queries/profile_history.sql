SELECT member_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, by, name, email, sex, birth_date, occupation, address,
       emergency_name, emergency_phone, photo_ref, goal, spending_preference, clear
  FROM profile_change
 WHERE member_id = %(member_id)s
 ORDER BY position DESC
