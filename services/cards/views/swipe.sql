-- on EntryGranted
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, visits_left, warnings)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', true, %(visits_left)s, %(warnings)s::jsonb)
ON CONFLICT (swipe_id) DO NOTHING;

-- on EntryRefused
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, reason)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', false, %(reason)s::jsonb)
ON CONFLICT (swipe_id) DO NOTHING;

-- on ExitRecorded
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'out', true)
ON CONFLICT (swipe_id) DO NOTHING;

-- on OfflineSwipeConflict
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, reason)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', true, %(reason)s::jsonb)
ON CONFLICT (swipe_id) DO UPDATE
   SET granted = true, reason = excluded.reason;

-- on EntryOverridden
UPDATE swipe
   SET granted = true, overridden_by = %(clerk_id)s
 WHERE swipe_id = %(swipe_id)s;

-- on GuestAdmitted
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, guest_id)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', true, %(guest_id)s)
ON CONFLICT (swipe_id) DO NOTHING;

-- on GuestRefused
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, reason, guest_id)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', false, %(reason)s::jsonb, %(guest_id)s)
ON CONFLICT (swipe_id) DO NOTHING;

-- on GuestLeft
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, guest_id)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'out', true, %(guest_id)s)
ON CONFLICT (swipe_id) DO NOTHING;

-- on EntryTakenBack, GuestEntryTakenBack
UPDATE swipe SET taken_back = true WHERE swipe_id = %(swipe_id)s;

-- on AreaEntered
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, area)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', true, %(area)s)
ON CONFLICT (swipe_id) DO NOTHING;

-- on AreaRefused
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, reason, area)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'in', false, %(reason)s::jsonb, %(area)s)
ON CONFLICT (swipe_id) DO NOTHING;

-- on AreaLeft
INSERT INTO swipe (swipe_id, card_id, member_id, venue_id, at, direction, granted, area)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, 'out', true, %(area)s)
ON CONFLICT (swipe_id) DO NOTHING;
