SELECT gate.venue_id, count(presence.card_id)::integer AS inside
  FROM gate
  LEFT JOIN presence ON presence.venue_id = gate.venue_id
                    AND left_at IS NULL
                    AND day = (%(now)s::timestamptz AT TIME ZONE zone)::date
 WHERE %(actor_venues)s::uuid[] IS NULL
    OR gate.venue_id = ANY (%(actor_venues)s::uuid[])
 GROUP BY gate.venue_id
 ORDER BY gate.venue_id
