WITH told AS (
    SELECT card.venue_key, event.card_key, event.date_key, event.change, event.detail
      FROM bi.fact_card_event AS event
      JOIN bi.dim_card AS card USING (card_key)
     WHERE change IN ('notice_given', 'notice_withdrawn', 'membership_ended')
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period,
       count(*) FILTER (WHERE change = 'notice_given') AS given,
       count(*) FILTER (WHERE change = 'notice_given' AND detail = 'notice') AS given_early,
       count(*) FILTER (WHERE change = 'notice_withdrawn') AS withdrawn,
       count(*) FILTER (WHERE change = 'notice_withdrawn' AND detail = 'purchase') AS bought_again,
       count(*) FILTER (WHERE change = 'membership_ended') AS ended,
       count(*) FILTER (WHERE change = 'membership_ended' AND detail = 'notice') AS ended_early, coalesce(zone, '') AS zone
  FROM told
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE date >= %(first)s AND date < %(until)s
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, 3
 ORDER BY venue, venue_id, period
 LIMIT 5000;
