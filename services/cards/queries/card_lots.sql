SELECT lot_id, lot.card_id, lot.kind, lot.product_id, product_version, order_id, lot.venue_id, price_amount,
       price_currency, CASE product_kind WHEN 'visits' THEN remaining::integer END AS visits_left,
       CASE product_kind WHEN 'stored_value' THEN remaining END AS balance_amount,
       CASE product_kind WHEN 'stored_value' THEN value_currency END AS balance_currency,
       lot.valid_first, lot.valid_until, lot.closed,
       CASE WHEN lot.valid_until < '9999-12-31' THEN lot.valid_until END AS ends
  FROM card_lot AS lot
  JOIN card ON card.card_id = lot.card_id
 WHERE lot.card_id = %(card_id)s
   AND lot.card_id IN (SELECT cards_concerning(%(member_id)s))
 ORDER BY place
