-- on ProfileChanged
INSERT INTO profile (member_id, email, sex, birth_date, birth_year, occupation, address, emergency_name, emergency_phone,
                     photo_ref, interests, goal, spending_preference, preferred_days, preferred_times, preferred_coach_id)
VALUES (%(member_id)s,
        %(email)s,
        %(sex)s,
        %(birth_date)s,
        %(birth_year)s,
        %(occupation)s,
        %(address)s,
        %(emergency_name)s,
        %(emergency_phone)s,
        %(photo_ref)s,
        CASE WHEN jsonb_typeof(%(interests)s::jsonb) = 'array'
             THEN ARRAY(SELECT jsonb_array_elements_text(%(interests)s::jsonb)) END,
        %(goal)s,
        %(spending_preference)s,
        CASE WHEN jsonb_typeof(%(preferred_days)s::jsonb) = 'array'
             THEN ARRAY(SELECT jsonb_array_elements_text(%(preferred_days)s::jsonb)) END,
        CASE WHEN jsonb_typeof(%(preferred_times)s::jsonb) = 'array'
             THEN ARRAY(SELECT jsonb_array_elements_text(%(preferred_times)s::jsonb)) END,
        %(preferred_coach_id)s)
ON CONFLICT (member_id) DO UPDATE
   SET email = CASE WHEN %(clear)s::jsonb ? 'email' THEN NULL ELSE coalesce(excluded.email, profile.email) END,
       sex = CASE WHEN %(clear)s::jsonb ? 'sex' THEN NULL ELSE coalesce(excluded.sex, profile.sex) END,
       birth_date = CASE WHEN %(clear)s::jsonb ? 'birth_date' THEN NULL ELSE coalesce(excluded.birth_date, profile.birth_date) END,
       birth_year = CASE WHEN %(clear)s::jsonb ? 'birth_date' THEN NULL ELSE coalesce(excluded.birth_year, profile.birth_year) END,
       occupation = CASE WHEN %(clear)s::jsonb ? 'occupation' THEN NULL ELSE coalesce(excluded.occupation, profile.occupation) END,
       address = CASE WHEN %(clear)s::jsonb ? 'address' THEN NULL ELSE coalesce(excluded.address, profile.address) END,
       emergency_name = CASE WHEN %(clear)s::jsonb ? 'emergency_name' THEN NULL ELSE coalesce(excluded.emergency_name, profile.emergency_name) END,
       emergency_phone = CASE WHEN %(clear)s::jsonb ? 'emergency_phone' THEN NULL ELSE coalesce(excluded.emergency_phone, profile.emergency_phone) END,
       photo_ref = CASE WHEN %(clear)s::jsonb ? 'photo_ref' THEN NULL ELSE coalesce(excluded.photo_ref, profile.photo_ref) END,
       interests = coalesce(excluded.interests, profile.interests),
       goal = CASE WHEN %(clear)s::jsonb ? 'goal' THEN NULL ELSE coalesce(excluded.goal, profile.goal) END,
       spending_preference = CASE WHEN %(clear)s::jsonb ? 'spending_preference' THEN NULL ELSE coalesce(excluded.spending_preference, profile.spending_preference) END,
       preferred_days = coalesce(excluded.preferred_days, profile.preferred_days),
       preferred_times = coalesce(excluded.preferred_times, profile.preferred_times),
       preferred_coach_id = CASE WHEN %(clear)s::jsonb ? 'preferred_coach_id' THEN NULL ELSE coalesce(excluded.preferred_coach_id, profile.preferred_coach_id) END;

-- on ImportWithdrawn
DELETE FROM profile WHERE member_id = %(member_id)s;
