-- on AgreementPublished
INSERT INTO agreement (kind, edition, from_day, text, text_zh)
VALUES (%(kind)s, %(edition)s, %(from_day)s, %(text)s, %(text_zh)s)
ON CONFLICT (kind, edition) DO NOTHING;
