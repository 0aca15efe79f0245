WITH told AS (
    SELECT card.venue_key, event.date_key, change, NULL AS reason, NULL::numeric AS fee, card.currency
      FROM bi.fact_card_event AS event
      JOIN bi.dim_card AS card USING (card_key)
     WHERE change IN ('lost', 'found')
     UNION ALL
    SELECT event.venue_key, event.date_key, change, reason, fee, coalesce(event.currency, card.currency)
      FROM bi.fact_replacement_event AS event
      JOIN bi.dim_card AS card USING (card_key)
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period,
       count(*) FILTER (WHERE change = 'lost') AS lost, count(*) FILTER (WHERE change = 'found') AS found,
       count(*) FILTER (WHERE change = 'requested') AS requested,
       count(*) FILTER (WHERE change = 'requested' AND reason = 'lost') AS requested_lost,
       count(*) FILTER (WHERE change = 'requested' AND reason = 'stolen') AS requested_stolen,
       count(*) FILTER (WHERE change = 'requested' AND reason = 'damaged') AS requested_damaged,
       count(*) FILTER (WHERE change IN ('made', 'waived')) AS made, count(*) FILTER (WHERE change = 'withdrawn') AS withdrawn,
       count(*) FILTER (WHERE change = 'not_made') AS not_made,
       archive.minor(coalesce(sum(fee) FILTER (WHERE change = 'made'), 0), told.currency) AS fees_amount,
       told.currency AS fees_currency, count(*) FILTER (WHERE change = 'waived') AS waived,
       archive.minor(coalesce(sum(fee) FILTER (WHERE change = 'waived'), 0), told.currency) AS waived_fees_amount,
       told.currency AS waived_fees_currency, coalesce(zone, '') AS zone
  FROM told
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, 3, told.currency
 ORDER BY venue, venue_id, period, fees_currency
 LIMIT 5000;
