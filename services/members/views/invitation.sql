-- on GuestInvited
INSERT INTO invitation (invitation_id, guest_id, member_id, card_id, venue_id, day, status, to_sign)
VALUES (%(invitation_id)s, %(guest_id)s, %(member_id)s, %(card_id)s, %(venue_id)s, %(day)s, 'open', %(to_sign)s)
ON CONFLICT (invitation_id) DO NOTHING;

-- on GuestSigned
UPDATE invitation SET to_sign = NULL WHERE invitation_id = %(invitation_id)s;

-- on InvitationEnded
UPDATE invitation SET status = %(how)s WHERE invitation_id = %(invitation_id)s;

-- on InvitationReopened
UPDATE invitation SET status = 'open' WHERE invitation_id = %(invitation_id)s;

-- on InvitationUsed
UPDATE invitation SET status = 'used' WHERE invitation_id = %(invitation_id)s;
