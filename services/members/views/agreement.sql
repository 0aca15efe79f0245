-- on AgreementPublished
INSERT INTO agreement (kind, edition, from_day, text, text_zh, position)
VALUES (%(kind)s, %(edition)s, %(from_day)s, %(text)s, %(text_zh)s, %(position)s)
ON CONFLICT (kind, edition) DO NOTHING;
