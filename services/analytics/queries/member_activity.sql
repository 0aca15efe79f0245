WITH did AS (
    SELECT member_key, venue_key, happened_at AS visited_at, NULL AS status, NULL::numeric AS paid, NULL AS currency
      FROM bi.fact_checkin
     WHERE granted AND taken_back_at IS NULL
       AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     UNION ALL
    SELECT booking.member_key, booking.venue_key, NULL, booking.status, NULL, NULL
      FROM bi.fact_booking AS booking
      JOIN bi.fact_class_session USING (session_key)
     WHERE booking.status IN ('reserved', 'confirmed', 'attended', 'missed', 'cancelled')
       AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     UNION ALL
    SELECT member_key, venue_key, NULL, NULL, amount, currency
      FROM bi.fact_payment
     WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
), active AS (
    SELECT coalesce(record.person_key, did.member_key) AS person_key, count(visited_at) AS visits, count(status) AS bookings,
           count(*) FILTER (WHERE status = 'attended') AS attended, count(*) FILTER (WHERE status = 'missed') AS missed,
           sum(paid) FILTER (WHERE did.currency = home.currency) AS paid, home.currency, max(visited_at) AS last_visit_at,
           coalesce(home.zone, 'UTC') AS home_zone, string_agg(DISTINCT venue.zone, ', ') AS zone
      FROM did
      LEFT JOIN bi.dim_venue AS venue USING (venue_key)
      LEFT JOIN bi.dim_member AS record ON record.member_key = did.member_key
      LEFT JOIN bi.dim_member AS member ON member.member_key = record.person_key
      LEFT JOIN bi.dim_venue AS home ON home.venue_key = member.venue_key
     WHERE (%(venue_id)s::uuid IS NULL OR did.venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR did.venue_key::text = ANY (%(actor_venues)s::text[]))
     GROUP BY coalesce(record.person_key, did.member_key), home.currency, home.zone
     ORDER BY count(visited_at) + count(*) FILTER (WHERE status = 'attended') DESC, count(status) DESC, 1
     LIMIT 500
)
SELECT person_key AS member_id, visits, bookings, attended, missed,
       archive.minor(paid, currency) AS paid_amount, CASE WHEN paid IS NOT NULL THEN currency END AS paid_currency,
       (SELECT coalesce(sum(points), 0)
          FROM bi.fact_points
          JOIN bi.dim_member AS record USING (member_key)
         WHERE record.person_key = active.person_key
           AND (happened_at AT TIME ZONE home_zone)::date >= %(first)s::date
           AND (happened_at AT TIME ZONE home_zone)::date < %(until)s::date) AS points,
       last_visit_at, 'the day of the visit, of the session''s start, of the payment, of the points' AS clock,
       coalesce(zone, '') AS zone,
       (SELECT min(recorded_at) FROM inbox WHERE source IN ('cards', 'booking', 'finance', 'engagement')) AS fresh_at
  FROM active
 ORDER BY visits + attended DESC, bookings DESC, member_id;
