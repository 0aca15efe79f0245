-- on IncomePolicyPublished
INSERT INTO income_policy (position, rhythm, valid_from)
VALUES (%(position)s, %(rhythm)s, %(valid_from)s)
ON CONFLICT (position) DO NOTHING;
