-- on ChargingStopped
INSERT INTO stopped_card (card_id, position, day, cause, lines, most)
VALUES (%(card_id)s, %(position)s, %(day)s, %(cause)s, %(lines)s, %(most)s)
ON CONFLICT (card_id) DO NOTHING;

-- on FeeHeld
UPDATE stopped_card
   SET held = held + 1, position = %(position)s
 WHERE card_id = %(card_id)s
   AND position < %(position)s;

-- on ChargingResumed
DELETE FROM stopped_card
 WHERE card_id = %(card_id)s;
