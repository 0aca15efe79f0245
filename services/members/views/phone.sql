-- on PhoneClaimed
INSERT INTO phone (phone_index, member_id)
VALUES (%(phone_index)s, %(member_id)s)
ON CONFLICT (phone_index) DO UPDATE SET member_id = excluded.member_id;

-- on PhoneReleased
DELETE FROM phone
 WHERE phone_index = %(phone_index)s;
