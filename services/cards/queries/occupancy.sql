SELECT gate.venue_id, count(crowd.visitor)::integer AS inside, (policy ->> 'capacity')::integer AS capacity
  FROM gate
 CROSS JOIN gate_policy_at(%(venue_id)s::uuid, %(now)s::timestamptz) AS policy
 CROSS JOIN LATERAL (SELECT %(now)s::timestamptz AT TIME ZONE zone AS local) AS clock
  LEFT JOIN crowd ON crowd.venue_id = gate.venue_id
                 AND inside
                 AND at > %(now)s::timestamptz
                          - make_interval(mins => coalesce((policy ->> 'stay_minutes')::integer, %(stay_minutes)s::integer))
                 AND (policy ->> 'empties_at' IS NULL
                      OR at > (date_trunc('day', local) + (policy ->> 'empties_at')::interval
                               - CASE WHEN local::time < (policy ->> 'empties_at')::time THEN interval '1 day' ELSE interval '0' END)
                              AT TIME ZONE zone)
 WHERE gate.venue_id = %(venue_id)s::uuid
   AND policy ->> 'capacity' IS NOT NULL
 GROUP BY gate.venue_id, policy
