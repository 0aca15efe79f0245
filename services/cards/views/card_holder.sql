-- on HolderAdded
INSERT INTO card_holder (card_id, member_id)
VALUES (%(card_id)s, %(holder_id)s)
ON CONFLICT (card_id, member_id) DO NOTHING;

-- on HolderRemoved
DELETE FROM card_holder
 WHERE card_id = %(card_id)s
   AND member_id = %(holder_id)s;

-- on CardTransferred
DELETE FROM card_holder
 WHERE card_id = %(card_id)s;
