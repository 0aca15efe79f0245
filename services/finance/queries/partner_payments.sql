SELECT payment_id, venue_id, day, method, amount AS amount_amount, currency AS amount_currency,
       over AS over_amount, currency AS over_currency
  FROM partner_payment
 WHERE agreement_id = %(agreement_id)s
 ORDER BY position DESC
