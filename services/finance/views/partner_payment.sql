-- on PartnerPaymentReceived
INSERT INTO partner_payment (agreement_id, payment_id, position, venue_id, day, method, currency, amount, over)
VALUES (%(agreement_id)s, %(payment_id)s, %(position)s, %(venue_id)s, %(day)s, %(method)s, %(amount_currency)s,
        %(amount_amount)s, %(over_amount)s)
ON CONFLICT (agreement_id, payment_id) DO NOTHING;
