-- on PricePublished
INSERT INTO price AS known (product_id, purpose, for_venue, currency, valid_from, title, kind, amount, position)
VALUES (%(product_id)s, %(purpose)s, %(for_venue)s, %(price_currency)s, %(valid_from)s, %(title)s, %(kind)s,
        %(price_amount)s, %(position)s)
ON CONFLICT (product_id, purpose, for_venue, currency, valid_from) DO UPDATE
   SET title = excluded.title,
       kind = excluded.kind,
       amount = excluded.amount,
       position = excluded.position
 WHERE known.position < excluded.position;
