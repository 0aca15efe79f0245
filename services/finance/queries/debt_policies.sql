SELECT least_amount, least_currency, days, bank_days, valid_from
  FROM debt_policy
 ORDER BY valid_from DESC, position DESC
