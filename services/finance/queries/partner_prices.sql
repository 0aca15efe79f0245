SELECT agreement_id, product_id, purpose, valid_from, price_amount, price_currency, per_mille, employer_per_mille
  FROM partner_price
 WHERE agreement_id = %(agreement_id)s
 ORDER BY valid_from DESC, position DESC
