SELECT rule, earned_for, points, per_amount, expires_after_days, valid_from
  FROM points_rule
 ORDER BY rule DESC
