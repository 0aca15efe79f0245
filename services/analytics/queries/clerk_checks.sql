WITH told AS (  -- what a member asks for has no maker among the staff
    SELECT venue_key, kind, NULLIF(maker_key, member_key::text) AS maker, checker_key AS checker,
           CASE status WHEN 'approved' THEN 'right' WHEN 'declined' THEN 'wrong' ELSE status END AS status,
           extract(epoch FROM answered_at - happened_at) AS took, date_key
      FROM bi.fact_application
     UNION ALL
    SELECT venue_key, kind, maker_key, checker_key, CASE WHEN is_right THEN 'right' WHEN NOT is_right THEN 'wrong' ELSE 'open' END,
           extract(epoch FROM checked_at - happened_at), date_key
      FROM bi.fact_entry
), role AS (
    SELECT venue_key, kind, maker AS clerk, status, NULL::text AS answer, NULL::numeric AS took, date_key FROM told WHERE maker IS NOT NULL
     UNION ALL
    SELECT venue_key, kind, checker, NULL, status, took, date_key FROM told WHERE checker IS NOT NULL
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, clerk AS clerk_id, kind, count(status) AS made,
       count(*) FILTER (WHERE status = 'right') AS found_right, count(*) FILTER (WHERE status = 'wrong') AS found_wrong,
       count(*) FILTER (WHERE status = 'lapsed') AS lapsed, count(*) FILTER (WHERE status = 'open') AS open,
       count(*) FILTER (WHERE answer = 'right') AS said_right, count(*) FILTER (WHERE answer = 'wrong') AS said_wrong,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY took) / 60)::integer AS median_minutes, coalesce(zone, '') AS zone
  FROM role
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(clerk_id)s::text IS NULL OR clerk = %(clerk_id)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, clerk, kind
 ORDER BY venue, venue_id, clerk_id, kind
 LIMIT 5000;
