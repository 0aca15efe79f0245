-- on GuestRecorded
INSERT INTO guest (guest_id, venue_id, name, phone)
VALUES (%(guest_id)s, %(venue_id)s, %(name)s, %(phone)s)
ON CONFLICT (guest_id) DO NOTHING;

-- on GuestCorrected
UPDATE guest SET name = coalesce(%(name)s, name), phone = coalesce(%(phone)s, phone) WHERE guest_id = %(guest_id)s;

-- on GuestConverted
UPDATE guest SET member_id = %(member_id)s WHERE guest_id = %(guest_id)s;
