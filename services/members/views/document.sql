-- on DocumentPublished
INSERT INTO document (scope, kind, number, edition, from_day, sign_again_from, text, text_zh)
VALUES (%(scope)s, %(kind)s, %(number)s, %(edition)s, %(from_day)s, %(sign_again_from)s, %(text)s, %(text_zh)s)
ON CONFLICT (scope, kind, number) DO NOTHING;
