-- on ConsentGiven
INSERT INTO consent (position, member_id, purpose, given, edition, guardian_id, at, by, network_address)
VALUES (%(position)s, %(member_id)s, %(purpose)s, true, %(edition)s, %(guardian_id)s, %(happened_at)s, %(actor)s,
        %(network_address)s)
ON CONFLICT (position) DO NOTHING;

-- on ConsentWithdrawn
INSERT INTO consent (position, member_id, purpose, given, at, by, network_address)
VALUES (%(position)s, %(member_id)s, %(purpose)s, false, %(happened_at)s, %(actor)s, %(network_address)s)
ON CONFLICT (position) DO NOTHING;
