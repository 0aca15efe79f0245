-- on ReplacementRequested
INSERT INTO replacement (replacement_id, card_id, member_id, venue_id, reason, status, fee_amount, fee_currency, asked_at)
VALUES (%(replacement_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(reason)s, 'open', %(fee_amount)s,
        %(fee_currency)s, %(asked_at)s)
ON CONFLICT (replacement_id) DO NOTHING;

-- on ReplacementWithdrawn
UPDATE replacement
   SET status = 'withdrawn'
 WHERE replacement_id = %(replacement_id)s;

-- on CardReplaced
INSERT INTO replacement (replacement_id, card_id, member_id, venue_id, reason, status, fee_amount, fee_currency,
                         asked_at, made_at, order_id, number, former, waived)
VALUES (%(replacement_id)s, %(card_id)s, %(member_id)s, %(venue_id)s, %(reason)s, 'made', %(fee_amount)s,
        %(fee_currency)s, %(at)s, %(at)s, %(order_id)s, %(number)s, %(former)s, %(waived)s)
ON CONFLICT (replacement_id) DO UPDATE
   SET status = 'made', fee_amount = excluded.fee_amount, fee_currency = excluded.fee_currency,
       made_at = excluded.made_at, order_id = excluded.order_id, number = excluded.number, former = excluded.former,
       waived = excluded.waived;
