WITH place AS (
    SELECT venue_key, name, zone, %(first)s::timestamp AT TIME ZONE zone AS opens,
           least(%(until)s::timestamp AT TIME ZONE zone, %(now)s) AS closes
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), silent AS (  -- what has not been heard since is silent still
    SELECT gate_device_key, from_at, until_at
      FROM bi.fact_gate_silence
     UNION ALL
    SELECT gate_device_key, heard_at, %(now)s
      FROM bi.dim_gate_device AS device
      LEFT JOIN LATERAL (SELECT silent_minutes
                           FROM bi.dim_gate_policy AS policy
                          WHERE policy.venue_key = device.venue_key AND effective_day <= %(now)s::date
                          ORDER BY effective_day DESC, policy.archived DESC
                          LIMIT 1) AS bound ON true
     WHERE heard_at < %(now)s - make_interval(mins => coalesce(silent_minutes, 3))
)
SELECT venue_key AS venue_id, name AS venue, gate_device_key AS device_id, heard_at, count(lasted) AS silences,
       floor(coalesce(sum(extract(epoch FROM lasted)) / 60, 0))::integer AS silent_minutes,
       floor(coalesce(max(extract(epoch FROM lasted)) / 60, 0))::integer AS longest_minutes,
       floor(extract(epoch FROM closes - greatest(opens, first_heard_at)) / 60)::integer AS watched_minutes, zone
  FROM place
  JOIN bi.dim_gate_device AS device USING (venue_key)
  LEFT JOIN LATERAL (SELECT least(until_at, closes) - greatest(from_at, opens) AS lasted
                       FROM silent
                      WHERE silent.gate_device_key = device.gate_device_key AND from_at < closes AND until_at > opens) AS down
            ON true
 WHERE first_heard_at < closes
 GROUP BY venue_key, name, zone, gate_device_key, heard_at, first_heard_at, opens, closes
 ORDER BY venue, venue_id, silent_minutes DESC, device_id;
