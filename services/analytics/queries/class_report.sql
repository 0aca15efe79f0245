WITH counted AS (
    SELECT category, venue_key, session_key, seats, NULL AS status, 'live' AS origin
      FROM bi.fact_class_session
     WHERE status <> 'cancelled'
       AND (%(first)s::date IS NULL OR date_key >= archive.date_key(%(first)s))
       AND (%(until)s::date IS NULL OR date_key < archive.date_key(%(until)s))
     UNION ALL
    SELECT category, booking.venue_key, NULL, 0, booking.status, 'live'
      FROM bi.fact_booking AS booking
      JOIN bi.fact_class_session USING (session_key)
     WHERE booking.status IN ('reserved', 'confirmed', 'attended', 'missed', 'cancelled')
       AND (%(first)s::date IS NULL OR date_key >= archive.date_key(%(first)s))
       AND (%(until)s::date IS NULL OR date_key < archive.date_key(%(until)s))
     UNION ALL
    SELECT imported_category, venue_key, NULL, 0, status, 'imported'
      FROM bi.fact_booking
     WHERE origin = 'imported' AND %(first)s::date IS NULL AND %(until)s::date IS NULL
)
SELECT category, count(session_key) AS sessions, sum(seats) AS seats, count(status) AS bookings,
       count(*) FILTER (WHERE status = 'attended') AS attended, count(*) FILTER (WHERE status = 'missed') AS missed,
       count(*) FILTER (WHERE status = 'cancelled') AS cancelled,
       count(*) FILTER (WHERE origin = 'imported') AS imported,
       'the day on which the session starts' AS clock, coalesce(string_agg(DISTINCT zone, ', '), '') AS zone,
       (SELECT recorded_at FROM inbox WHERE source = 'booking') AS fresh_at
  FROM counted
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY category
 ORDER BY category;
