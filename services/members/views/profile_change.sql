-- on ProfileChanged
INSERT INTO profile_change (position, member_id, at, by, name, email, sex, birth_date, occupation,
                            address, emergency_name, emergency_phone, photo_ref, goal, spending_preference, clear)
VALUES (%(position)s, %(member_id)s, %(happened_at)s, %(actor)s, %(name)s, %(email)s, %(sex)s, %(birth_date)s, %(occupation)s,
        %(address)s, %(emergency_name)s, %(emergency_phone)s, %(photo_ref)s, %(goal)s, %(spending_preference)s,
        ARRAY(SELECT jsonb_array_elements_text(%(clear)s::jsonb)))
ON CONFLICT (position) DO NOTHING;

-- on ImportWithdrawn
DELETE FROM profile_change WHERE member_id = %(member_id)s;
