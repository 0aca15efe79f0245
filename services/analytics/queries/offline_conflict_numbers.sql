WITH entered AS (
    SELECT venue_key, count(*) AS entries
      FROM bi.fact_checkin
     WHERE granted AND taken_back_at IS NULL AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     GROUP BY venue_key
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, conflict.reason, count(*) AS conflicts,
       count(DISTINCT conflict.card_key) AS cards, count(*) FILTER (WHERE NOT counted) AS unpaid,
       count(*) FILTER (WHERE settled_at IS NOT NULL) AS settled, count(*) FILTER (WHERE settled_at IS NULL) AS open,
       coalesce(max(entries), 0) AS entries, coalesce(zone, '') AS zone
  FROM bi.fact_offline_conflict AS conflict
  LEFT JOIN bi.dim_venue USING (venue_key)
  LEFT JOIN entered USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, conflict.reason
 ORDER BY venue, venue_id, conflicts DESC, conflict.reason;
