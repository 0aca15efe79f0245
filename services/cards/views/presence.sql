-- on EntryGranted, OfflineSwipeConflict, EntryOverridden
INSERT INTO presence AS known (card_id, member_id, venue_id, day, entered_at)
VALUES (%(card_id)s, %(member_id)s, %(venue_id)s, %(day)s, %(at)s)
ON CONFLICT (card_id, member_id) DO UPDATE
   SET venue_id = excluded.venue_id, day = excluded.day, entered_at = excluded.entered_at, left_at = NULL
 WHERE known.entered_at < excluded.entered_at
   AND (known.left_at IS NULL OR known.left_at <= excluded.entered_at);

-- on ExitRecorded
UPDATE presence
   SET left_at = %(at)s
 WHERE card_id = %(card_id)s
   AND member_id = %(member_id)s
   AND entered_at <= %(at)s
   AND (left_at IS NULL OR left_at < %(at)s);

-- on GuestAdmitted
INSERT INTO presence AS known (card_id, member_id, venue_id, day, entered_at)
VALUES (%(card_id)s, %(guest_id)s, %(venue_id)s, %(day)s, %(at)s)
ON CONFLICT (card_id, member_id) DO UPDATE
   SET venue_id = excluded.venue_id, day = excluded.day, entered_at = excluded.entered_at, left_at = NULL
 WHERE known.entered_at < excluded.entered_at
   AND (known.left_at IS NULL OR known.left_at <= excluded.entered_at);

-- on GuestLeft
UPDATE presence
   SET left_at = %(at)s
 WHERE card_id = %(card_id)s
   AND member_id = %(guest_id)s
   AND entered_at <= %(at)s
   AND (left_at IS NULL OR left_at < %(at)s);

-- on EntryTakenBack
DELETE FROM presence
 WHERE card_id = %(card_id)s
   AND member_id = %(member_id)s
   AND venue_id = %(venue_id)s
   AND entered_at = %(at)s;

-- on GuestEntryTakenBack
DELETE FROM presence
 WHERE card_id = %(card_id)s
   AND member_id = %(guest_id)s
   AND venue_id = %(venue_id)s
   AND entered_at = %(at)s;
