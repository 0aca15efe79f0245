-- on GuestPassHeld
INSERT INTO guest_pass (pass_id, guest_id, card_id, member_id, venue_id, day, status, to_sign)
VALUES (%(pass_id)s, %(guest_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(day)s, 'held', %(to_sign)s)
ON CONFLICT (pass_id) DO NOTHING;

-- on GuestPassNotHeld
INSERT INTO guest_pass (pass_id, guest_id, card_id, member_id, venue_id, day, status, reason)
VALUES (%(pass_id)s, %(guest_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(day)s, 'not_held', %(reason)s::jsonb)
ON CONFLICT (pass_id) DO NOTHING;

-- on GuestPassCleared
UPDATE guest_pass SET to_sign = NULL WHERE pass_id = %(pass_id)s;

-- on GuestPassReleased
UPDATE guest_pass SET status = 'released' WHERE pass_id = %(pass_id)s;

-- on GuestPassWithdrawn
UPDATE guest_pass SET status = 'withdrawn', reason = %(reason)s::jsonb WHERE pass_id = %(pass_id)s;

-- on GuestAdmitted
UPDATE guest_pass SET status = 'used', at = %(at)s WHERE pass_id = %(pass_id)s;

-- on GuestEntryTakenBack
UPDATE guest_pass SET status = 'held', at = NULL WHERE pass_id = %(pass_id)s;
