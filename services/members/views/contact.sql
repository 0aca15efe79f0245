-- on ContactRecorded
INSERT INTO contact (contact_id, member_id, at, by, way, from_member, note, follow_up_by, follow_up_on, closed)
VALUES (%(contact_id)s, %(member_id)s, %(happened_at)s, %(actor)s, %(way)s, %(from_member)s, %(note)s,
        %(follow_up_by)s, %(follow_up_on)s, %(follow_up_by)s::uuid IS NULL)
ON CONFLICT (contact_id) DO NOTHING;

-- on ContactCorrected
UPDATE contact SET way = %(way)s, from_member = %(from_member)s, note = %(note)s WHERE contact_id = %(contact_id)s;

-- on FollowUpClosed
UPDATE contact SET closed = true, closing_note = %(note)s WHERE contact_id = %(contact_id)s;
