-- on ChangePlanned
INSERT INTO planned_change (card_id, product_id, direction, asked_on)
VALUES (%(card_id)s, %(product_id)s, %(direction)s, %(day)s)
ON CONFLICT (card_id) DO UPDATE
   SET product_id = excluded.product_id, direction = excluded.direction, asked_on = excluded.asked_on;

-- on PlannedChangeMade
DELETE FROM planned_change
 WHERE card_id = %(card_id)s
   AND product_id = %(product_id)s;

-- on PlannedChangeWithdrawn, MembershipEnded, CardCancelledAfterRefund, ImportedCardWithdrawn
DELETE FROM planned_change
 WHERE card_id = %(card_id)s;
