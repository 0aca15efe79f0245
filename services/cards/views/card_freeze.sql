-- on CardFrozen
INSERT INTO card_freeze (card_id, first, planned, until)
VALUES (%(card_id)s, %(rest_first)s, %(rest_until)s, %(rest_until)s)
ON CONFLICT (card_id, first, planned) DO UPDATE
   SET until = excluded.until;

-- on FreezeEnded
UPDATE card_freeze
   SET until = first + %(rested_days)s::integer
 WHERE card_id = %(card_id)s
   AND first = %(rest_first)s
   AND until = %(rest_until)s;
