-- on GatePolicySet
INSERT INTO gate_policy (venue_id, effective, policy)
VALUES (%(venue_id)s, %(effective)s, %(policy)s::jsonb)
ON CONFLICT (venue_id, effective) DO UPDATE
   SET policy = excluded.policy;
