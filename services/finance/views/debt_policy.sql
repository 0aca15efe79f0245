-- on DebtPolicyPublished
INSERT INTO debt_policy (position, least_amount, least_currency, days, bank_days, valid_from)
VALUES (%(position)s, %(least_amount)s, %(least_currency)s, %(days)s, %(bank_days)s, %(valid_from)s)
ON CONFLICT (position) DO NOTHING;
