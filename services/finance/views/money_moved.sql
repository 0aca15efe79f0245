-- on PaymentReceived
INSERT INTO money_moved (event_id, venue_id, day, currency, received)
SELECT %(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s
 WHERE %(method)s <> 'partner'
ON CONFLICT (event_id) DO NOTHING;

-- on PartnerPaymentReceived
INSERT INTO money_moved (event_id, venue_id, day, currency, received)
VALUES (%(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s)
ON CONFLICT (event_id) DO NOTHING;

-- on PaymentReturned
INSERT INTO money_moved (event_id, venue_id, day, currency, refunded)
VALUES (%(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s)
ON CONFLICT (event_id) DO NOTHING;

-- on RefundInterestPaid
INSERT INTO money_moved (event_id, venue_id, day, currency, refunded)
VALUES (%(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s)
ON CONFLICT (event_id) DO NOTHING;

-- on OrderRefunded
INSERT INTO money_moved (event_id, venue_id, day, currency, refunded)
SELECT %(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, sum((way #>> '{amount,amount}')::bigint)
  FROM jsonb_array_elements(%(returned_by)s::jsonb) AS way
 WHERE way ->> 'method' <> 'partner'
HAVING count(*) > 0
ON CONFLICT (event_id) DO NOTHING;
