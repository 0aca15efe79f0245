WITH house AS (
    SELECT zone, policy, %(now)s::timestamptz AT TIME ZONE zone AS local, (policy ->> 'empties_at')::time AS closing
      FROM gate
     CROSS JOIN gate_policy_at(%(venue_id)s::uuid, %(now)s::timestamptz) AS policy
     WHERE venue_id = %(venue_id)s::uuid
), here AS (
    SELECT crowd.area
      FROM house
     CROSS JOIN crowd
     WHERE venue_id = %(venue_id)s::uuid
       AND inside
       AND at > %(now)s::timestamptz
                - make_interval(mins => coalesce((policy ->> 'stay_minutes')::integer, %(stay_minutes)s::integer))
       AND (closing IS NULL
            OR at > (date_trunc('day', local) + closing - CASE WHEN local::time < closing THEN interval '1 day'
                                                               ELSE interval '0' END) AT TIME ZONE zone)
), places AS (
    SELECT NULL AS area, policy -> 'capacity' AS capacity, 0 AS place
      FROM house
     WHERE policy ->> 'capacity' IS NOT NULL
        OR jsonb_array_length(coalesce(policy -> 'areas', '[]')) > 0
     UNION ALL
    SELECT area ->> 'name', area -> 'capacity', place
      FROM house
     CROSS JOIN jsonb_array_elements(coalesce(policy -> 'areas', '[]')) WITH ORDINALITY AS listed (area, place)
)
SELECT %(venue_id)s::uuid AS venue_id, area,
       (SELECT count(*) FROM here WHERE places.area IS NULL OR here.area = places.area)::integer AS inside,
       (capacity #>> '{}')::integer AS capacity
  FROM places
 ORDER BY place
