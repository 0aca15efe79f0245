-- on WaiverNoted
INSERT INTO waiver_edition (scope, number, from_day, sign_again_from)
VALUES (%(scope)s, %(number)s, %(from_day)s, %(sign_again_from)s)
ON CONFLICT (scope, number) DO NOTHING;
