SELECT rhythm, valid_from
  FROM income_policy
 ORDER BY valid_from DESC, position DESC
