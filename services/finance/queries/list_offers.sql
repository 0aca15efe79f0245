-- an offer is over when its last day has ended in every zone of the world
SELECT offer_id, product_id, title, amount AS price_amount, currency AS price_currency, valid_from, valid_until,
       for_venue, purpose
  FROM offer
 WHERE valid_until > (%(now)s::timestamptz AT TIME ZONE 'Etc/GMT+12')::date
   AND (%(product_id)s::uuid IS NULL OR product_id = %(product_id)s::uuid)
 ORDER BY title, product_id, valid_from, offer_id
 LIMIT 500
