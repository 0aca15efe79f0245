-- on MemberPolicySet
INSERT INTO member_policy (position, policy, value, from_day, venue_id, set_by, set_at)
VALUES (%(position)s, %(policy)s, %(value)s, %(from_day)s, %(venue_id)s, %(actor)s, %(recorded_at)s)
ON CONFLICT (position) DO NOTHING;
