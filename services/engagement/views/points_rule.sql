-- on PointsRulePublished
INSERT INTO points_rule (rule, earned_for, points, per_amount, expires_after_days, valid_from, expires,
                         locked_days)
VALUES (%(rule)s, %(earned_for)s, %(points)s, %(per_amount)s, %(expires_after_days)s, %(valid_from)s,
        %(expires)s, %(locked_days)s)
ON CONFLICT (rule) DO NOTHING;
