-- on GateDeviceHeard
INSERT INTO gate_device AS known (device_id, venue_id, heard_at, list_version, expires_at)
VALUES (%(device_id)s, %(venue_id)s, %(at)s, %(list_version)s, %(expires_at)s)
ON CONFLICT (device_id) DO UPDATE
   SET venue_id = excluded.venue_id, heard_at = excluded.heard_at, list_version = excluded.list_version,
       expires_at = excluded.expires_at
 WHERE known.heard_at <= excluded.heard_at;
