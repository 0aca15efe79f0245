-- on PaymentReceived
INSERT INTO money_moved (event_id, venue_id, day, currency, received)
VALUES (%(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s)
ON CONFLICT (event_id) DO NOTHING;

-- on PaymentReturned
INSERT INTO money_moved (event_id, venue_id, day, currency, refunded)
VALUES (%(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s)
ON CONFLICT (event_id) DO NOTHING;

-- on OrderRefunded
INSERT INTO money_moved (event_id, venue_id, day, currency, refunded)
VALUES (%(event_id)s, %(venue_id)s, %(day)s, %(amount_currency)s, %(amount_amount)s)
ON CONFLICT (event_id) DO NOTHING;
