-- on PointsRulePublished
INSERT INTO points_rule (rule, earned_for, points, per_amount, expires_after_days, valid_from)
VALUES (%(rule)s, %(earned_for)s, %(points)s, %(per_amount)s, %(expires_after_days)s, %(valid_from)s)
ON CONFLICT (rule) DO NOTHING;
