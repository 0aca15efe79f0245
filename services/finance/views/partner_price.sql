-- on PartnerPricePublished
INSERT INTO partner_price (agreement_id, product_id, purpose, valid_from, price_amount, price_currency, per_mille,
                           employer_per_mille, position)
VALUES (%(agreement_id)s, %(product_id)s, %(purpose)s, %(valid_from)s, %(price_amount)s, %(price_currency)s,
        %(per_mille)s, %(employer_per_mille)s, %(position)s)
ON CONFLICT (position) DO NOTHING;
