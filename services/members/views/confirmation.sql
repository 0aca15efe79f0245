-- on ProfileConfirmed
INSERT INTO confirmation (member_id, confirmed_at, due)
VALUES (%(member_id)s, %(happened_at)s, false)
ON CONFLICT (member_id) DO UPDATE SET confirmed_at = excluded.confirmed_at, due = false;

-- on ConfirmationDue
UPDATE confirmation SET due = true WHERE member_id = %(member_id)s;

-- on ImportWithdrawn
DELETE FROM confirmation WHERE member_id = %(member_id)s;
