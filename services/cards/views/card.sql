-- on CardIssued
INSERT INTO card (card_id, number, member_id, product_id, kind, zone, valid_first, valid_until,
                  visits_left, balance_amount, balance_currency, freeze_days)
SELECT %(card_id)s, %(number)s, %(member_id)s, %(product_id)s, kind, %(zone)s, %(valid_first)s, %(valid_until)s,
       CASE kind WHEN 'visits' THEN visits END,
       CASE kind WHEN 'stored_value' THEN (value ->> 'amount')::bigint END,
       CASE kind WHEN 'stored_value' THEN value ->> 'currency' END,
       freeze_days
  FROM jsonb_to_record(%(terms)s::jsonb) AS terms (kind text, visits integer, value jsonb, freeze_days integer)
ON CONFLICT (card_id) DO NOTHING;

-- on EntryGranted
UPDATE card
   SET visits_left = %(visits_left)s, balance_amount = %(balance_amount)s
 WHERE card_id = %(card_id)s;

-- on VisitHeld
UPDATE card
   SET visits_left = %(visits_left)s, balance_amount = %(balance_amount)s
 WHERE card_id = %(card_id)s;

-- on HoldReleased
UPDATE card
   SET visits_left = %(visits_left)s, balance_amount = %(balance_amount)s
 WHERE card_id = %(card_id)s;

-- on HoldSettled
UPDATE card
   SET visits_left = %(visits_left)s, balance_amount = %(balance_amount)s
 WHERE card_id = %(card_id)s;

-- on CardFrozen
UPDATE card
   SET valid_until = %(valid_until)s
 WHERE card_id = %(card_id)s;

-- on FreezeEnded
UPDATE card
   SET valid_until = %(valid_until)s
 WHERE card_id = %(card_id)s;

-- on CardReportedLost
UPDATE card
   SET lost = true
 WHERE card_id = %(card_id)s;

-- on CardFound
UPDATE card
   SET lost = false
 WHERE card_id = %(card_id)s;

-- on CardCancelledAfterRefund
UPDATE card
   SET cancelled = true
 WHERE card_id = %(card_id)s;
