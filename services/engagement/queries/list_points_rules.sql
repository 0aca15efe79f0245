SELECT rule, earned_for, points, per_amount, expires_after_days, valid_from, expires, locked_days
  FROM points_rule
 ORDER BY rule DESC
