-- on AgreementAccepted
INSERT INTO acceptance (member_id, kind, edition, at, network_address)
VALUES (%(member_id)s, %(kind)s, %(edition)s, %(happened_at)s, %(network_address)s)
ON CONFLICT DO NOTHING;

-- on ImportWithdrawn
DELETE FROM acceptance WHERE member_id = %(member_id)s;
