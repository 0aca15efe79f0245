SELECT guest_id, name, phone, guest.member_id,
       count(visit_id)::int AS visits, min(day) AS first_day, max(day) AS last_day,
       (SELECT count(*)::int FROM trial WHERE trial.guest_id = guest.guest_id) AS trials,
       coalesce(array_agg(DISTINCT brought_by::text) FILTER (WHERE brought_by IS NOT NULL), '{}') AS brought_by
  FROM guest
  LEFT JOIN guest_visit USING (guest_id)
 GROUP BY guest_id
HAVING (%(still_guests_after)s = 0 OR (guest.member_id IS NULL AND count(visit_id) >= %(still_guests_after)s))
   AND (%(actor_venues)s::uuid[] IS NULL OR array_agg(guest_visit.venue_id) && %(actor_venues)s::uuid[])
 ORDER BY max(day) DESC, guest_id
 LIMIT 200
