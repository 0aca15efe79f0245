-- on MemberRegistered
INSERT INTO member (member_id, number, name, phone, venue_id, language, registered_day)
VALUES (%(member_id)s, %(number)s, %(name)s, %(phone)s, %(venue_id)s, %(language)s,
        (SELECT to_char(%(happened_at)s::timestamptz AT TIME ZONE zone, 'YYYY-MM-DD') FROM venue WHERE venue_id = %(venue_id)s))
ON CONFLICT (member_id) DO NOTHING;

-- on MemberErased
UPDATE member
   SET erased = true
 WHERE member_id = %(member_id)s;
