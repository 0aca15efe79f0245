-- a price is over when a newer one holds in every zone of the world
SELECT product_id, title, kind, amount AS price_amount, currency AS price_currency, valid_from, for_venue, purpose
  FROM price
 WHERE NOT EXISTS (
       SELECT
         FROM price AS newer
        WHERE newer.product_id = price.product_id
          AND newer.purpose = price.purpose
          AND newer.for_venue IS NOT DISTINCT FROM price.for_venue
          AND newer.currency = price.currency
          AND newer.valid_from > price.valid_from
          AND newer.valid_from <= (%(now)s::timestamptz AT TIME ZONE 'Etc/GMT+12')::date)
 ORDER BY title, product_id, purpose DESC, for_venue NULLS FIRST, currency, valid_from
