SELECT device_id, venue_id, heard_at, greatest(silent, 0)::integer AS silent_seconds,
       silent >= 60 * coalesce((policy ->> 'silent_minutes')::integer, %(silent_minutes)s::integer) AS down,
       list_version, expires_at, coalesce(expires_at <= %(now)s::timestamptz, true) AS list_expired
  FROM gate_device
 CROSS JOIN gate_policy_at(%(venue_id)s::uuid, %(now)s::timestamptz) AS policy
 CROSS JOIN LATERAL (SELECT extract(epoch FROM %(now)s::timestamptz - heard_at) AS silent) AS quiet
 WHERE venue_id = %(venue_id)s::uuid
 ORDER BY heard_at, device_id
