-- on DebtNoted
INSERT INTO debt (order_id, member_id, venue_id, cause, currency, amount, due_day, for_id, written_off)
VALUES (%(order_id)s, %(member_id)s, %(venue_id)s, %(cause)s, %(left_currency)s, %(left_amount)s, %(due_day)s, %(for_id)s,
        EXISTS (SELECT FROM debt_dropped WHERE order_id = %(order_id)s))
ON CONFLICT (order_id) DO UPDATE
   SET amount = excluded.amount;

-- on DebtWrittenOff
WITH dropped AS (
    INSERT INTO debt_dropped (order_id)
    VALUES (%(order_id)s)
    ON CONFLICT (order_id) DO NOTHING
)
UPDATE debt
   SET written_off = true
 WHERE order_id = %(order_id)s;
