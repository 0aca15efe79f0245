-- on OfflineSwipeConflict
INSERT INTO offline_conflict (swipe_id, card_id, member_id, venue_id, at, uploaded_at, reason, counted, list_version)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(at)s, %(recorded_at)s, %(reason)s::jsonb, %(counted)s,
        %(list_version)s)
ON CONFLICT (swipe_id) DO NOTHING;

-- on OfflineConflictSettled
UPDATE offline_conflict
   SET outcome = %(outcome)s
 WHERE swipe_id = %(swipe_id)s;
