-- on RegistrationSubmitted
INSERT INTO member (member_id, number, name, phone, venue_id, language, channel, status, submitted_by, submitted_at,
                    terms_accepted, registered_day)
VALUES (%(member_id)s, %(number)s, %(name)s, %(phone)s, %(venue_id)s, %(language)s, %(channel)s, 'pending',
        %(submitted_by)s, %(happened_at)s, %(terms_accepted)s,
        (SELECT to_char(%(happened_at)s::timestamptz AT TIME ZONE zone, 'YYYY-MM-DD') FROM venue WHERE venue_id = %(venue_id)s))
ON CONFLICT (member_id) DO NOTHING;

-- on MemberRegistered
INSERT INTO member (member_id, number, name, phone, venue_id, language, channel, terms_accepted, import_id, registered_day)
VALUES (%(member_id)s, %(number)s, %(name)s, %(phone)s, %(venue_id)s, %(language)s, %(channel)s, %(terms_accepted)s,
        %(import_id)s,
        (SELECT to_char(%(happened_at)s::timestamptz AT TIME ZONE zone, 'YYYY-MM-DD') FROM venue WHERE venue_id = %(venue_id)s))
ON CONFLICT (member_id) DO UPDATE
   SET status = 'registered', name = excluded.name, phone = excluded.phone, registered_day = excluded.registered_day
 WHERE member.status = 'pending';

-- on RegistrationRejected
UPDATE member
   SET status = 'rejected'
 WHERE member_id = %(member_id)s;

-- on PhoneChanged
UPDATE member
   SET phone = %(phone)s
 WHERE member_id = %(member_id)s;

-- on ProfileChanged
UPDATE member
   SET name = coalesce(%(name)s, name), language = coalesce(%(language)s, language)
 WHERE member_id = %(member_id)s;

-- on MemberErased
UPDATE member
   SET erased = true, status = 'erased'
 WHERE member_id = %(member_id)s;

-- on MembersMerged
UPDATE member SET status = 'merged', merged_into = %(survivor_id)s WHERE member_id = %(merged_id)s;

-- on MergeUndone
UPDATE member SET status = 'registered', merged_into = NULL WHERE member_id = %(merged_id)s;

-- on ImportWithdrawn
DELETE FROM member WHERE member_id = %(member_id)s;
