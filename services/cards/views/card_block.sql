-- on CardShutForDebt
INSERT INTO card_block (card_id, owed_amount, owed_currency, owed_since, shut)
VALUES (%(card_id)s, (%(debt)s::jsonb #>> '{amount,amount}')::bigint, %(debt)s::jsonb #>> '{amount,currency}',
        (%(debt)s::jsonb ->> 'since')::date, true)
ON CONFLICT (card_id) DO UPDATE
   SET owed_amount = excluded.owed_amount, owed_currency = excluded.owed_currency, owed_since = excluded.owed_since,
       shut = true;

-- on CardWarnedOfDebt
INSERT INTO card_block (card_id, owed_amount, owed_currency, owed_since)
VALUES (%(card_id)s, (%(debt)s::jsonb #>> '{amount,amount}')::bigint, %(debt)s::jsonb #>> '{amount,currency}',
        (%(debt)s::jsonb ->> 'since')::date)
ON CONFLICT (card_id) DO UPDATE
   SET owed_amount = excluded.owed_amount, owed_currency = excluded.owed_currency, owed_since = excluded.owed_since,
       shut = false;

-- on CardFreeOfDebt
UPDATE card_block
   SET owed_amount = NULL, owed_currency = NULL, owed_since = NULL, shut = false
 WHERE card_id = %(card_id)s;

-- on CardBlockedByHand
INSERT INTO card_block (card_id, by_hand, by_hand_since)
VALUES (%(card_id)s, %(reason)s, %(since)s)
ON CONFLICT (card_id) DO UPDATE
   SET by_hand = excluded.by_hand, by_hand_since = excluded.by_hand_since;

-- on CardUnblockedByHand
UPDATE card_block
   SET by_hand = NULL, by_hand_since = NULL
 WHERE card_id = %(card_id)s;

-- on CardClosed
INSERT INTO card_block (card_id, erased_since)
VALUES (%(card_id)s, %(since)s)
ON CONFLICT (card_id) DO UPDATE
   SET erased_since = excluded.erased_since;

-- on DebtOverridden
INSERT INTO card_block (card_id, let_in_until)
VALUES (%(card_id)s, %(until)s)
ON CONFLICT (card_id) DO UPDATE
   SET let_in_until = excluded.let_in_until;

-- on CardTransferred
UPDATE card_block
   SET owed_amount = NULL, owed_currency = NULL, owed_since = NULL, shut = false, let_in_until = NULL
 WHERE card_id = %(card_id)s;
