-- on ToyBought
INSERT INTO toy (toy_id, venue_id, name, price_amount, price_currency, bought_at)
VALUES (%(toy_id)s, %(venue_id)s, %(name)s, %(price_amount)s, %(price_currency)s, %(happened_at)s)
ON CONFLICT (toy_id) DO NOTHING;

-- on ToyLent
UPDATE toy SET member_id = %(member_id)s WHERE toy_id = %(toy_id)s;
