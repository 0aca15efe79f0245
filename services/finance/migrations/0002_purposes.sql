ALTER TABLE price ADD COLUMN purpose text NOT NULL DEFAULT 'sale';
ALTER TABLE price DROP CONSTRAINT price_product_id_for_venue_currency_valid_from_key;
ALTER TABLE price ADD UNIQUE NULLS NOT DISTINCT (product_id, purpose, for_venue, currency, valid_from);
