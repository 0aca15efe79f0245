-- on CardIssued
INSERT INTO card_number (number, card_id, kind, live, since)
VALUES (%(number)s, %(card_id)s, 'printed', true, %(happened_at)s)
ON CONFLICT (number, card_id) DO NOTHING;

-- on NumberBound
INSERT INTO card_number (number, card_id, kind, live, since)
VALUES (%(number)s, %(card_id)s, %(kind)s, true, %(at)s)
ON CONFLICT (number, card_id) DO UPDATE
   SET live = true, since = excluded.since;

-- on NumberUnbound
UPDATE card_number
   SET live = false, since = %(at)s
 WHERE number = %(number)s
   AND card_id = %(card_id)s;

-- on CardTransferred
UPDATE card_number
   SET live = false, since = %(happened_at)s
 WHERE card_id = %(card_id)s
   AND kind = 'virtual'
   AND live;

-- on CardReplaced
WITH died AS (
    UPDATE card_number
       SET live = false, since = %(dead_since)s
     WHERE card_id = %(card_id)s
       AND number IN (SELECT jsonb_array_elements_text(%(dead)s::jsonb))
)
INSERT INTO card_number (number, card_id, kind, live, since)
VALUES (%(number)s, %(card_id)s, 'printed', true, %(at)s)
ON CONFLICT (number, card_id) DO NOTHING;

-- on ImportedCardWithdrawn
DELETE FROM card_number
 WHERE card_id = %(card_id)s;
