-- on MembershipRestCounted
INSERT INTO card_rest_with (card_id, membership_id, planned, first, until)
VALUES (%(card_id)s, %(membership_id)s, %(first)s, %(rest_first)s, %(rest_until)s)
ON CONFLICT (card_id, membership_id, planned) DO UPDATE
   SET first = excluded.first, until = excluded.until;

-- on ImportedCardWithdrawn
DELETE FROM card_rest_with
 WHERE card_id = %(card_id)s;
