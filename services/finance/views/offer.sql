-- on OfferPublished
INSERT INTO offer AS known (offer_id, product_id, title, amount, currency, valid_from, valid_until, for_venue, purpose,
                            position)
VALUES (%(offer_id)s, %(product_id)s, %(title)s, %(price_amount)s, %(price_currency)s, %(valid_from)s, %(valid_until)s,
        %(for_venue)s, %(purpose)s, %(position)s)
ON CONFLICT (offer_id) DO UPDATE
   SET title = excluded.title,
       amount = excluded.amount,
       currency = excluded.currency,
       valid_from = excluded.valid_from,
       valid_until = excluded.valid_until,
       for_venue = excluded.for_venue,
       purpose = excluded.purpose,
       position = excluded.position
 WHERE known.position < excluded.position;
