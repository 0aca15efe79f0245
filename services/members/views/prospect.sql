-- on ProspectOpened
INSERT INTO prospect (guest_id, venue_id, source, opened_day, stage, stage_name, stage_name_zh, means, since, owner_id,
                      referred_by, follow_up_on)
VALUES (%(guest_id)s, %(venue_id)s, %(source)s, %(day)s, %(stage)s, %(name)s, %(name_zh)s, %(means)s, %(day)s,
        %(owner_id)s, %(referred_by)s, %(follow_up_on)s)
ON CONFLICT (guest_id) DO NOTHING;

-- on ProspectMoved
UPDATE prospect
   SET stage = %(stage)s, stage_name = %(name)s, stage_name_zh = %(name_zh)s, means = %(means)s, since = %(day)s,
       lost_reason = %(reason)s, follow_up_on = %(follow_up_on)s, last_note = coalesce(%(note)s, last_note)
 WHERE guest_id = %(guest_id)s;

-- on ProspectAssigned
UPDATE prospect SET owner_id = %(owner_id)s, venue_id = %(venue_id)s WHERE guest_id = %(guest_id)s;

-- on ProspectContacted
UPDATE prospect
   SET last_contact_at = %(happened_at)s, last_note = %(note)s, follow_up_on = %(follow_up_on)s
 WHERE guest_id = %(guest_id)s;

-- on GuestErased
UPDATE prospect SET erased = true, follow_up_on = NULL WHERE guest_id = %(guest_id)s;
