-- on EntryOverridden
INSERT INTO entry_override (swipe_id, card_id, member_id, venue_id, day, at, clerk_id, reason, also, ground, words, counted,
                            used_amount, used_currency, forgone_amount, forgone_currency)
VALUES (%(swipe_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(day)s, %(at)s, %(clerk_id)s, %(reason)s::jsonb,
        %(also)s::jsonb, %(ground)s, %(words)s, %(counted)s, %(used_amount)s, %(used_currency)s, %(forgone_amount)s,
        %(forgone_currency)s)
ON CONFLICT (swipe_id) DO NOTHING;
