WITH by_itself AS (
    SELECT DISTINCT order_id FROM bi.fact_card_event WHERE change = 'renewal_due'
), told AS (
    SELECT card.venue_key, event.date_key, change, event.detail,
           lot.kind = 'renewal' AS renewed, by_itself.order_id IS NOT NULL AS itself, lasting.card_key IS NOT NULL AS lasts
      FROM bi.fact_card_event AS event
      JOIN bi.dim_card AS card USING (card_key)
      LEFT JOIN bi.dim_lot AS lot ON lot.lot_key = event.lot_key AND change = 'granted'
      LEFT JOIN by_itself ON by_itself.order_id = lot.order_id
      LEFT JOIN LATERAL (SELECT card.card_key
                          WHERE change = 'ended' AND card.valid_until > (event.happened_at AT TIME ZONE card.zone)::date) AS lasting
                ON true
     WHERE change IN ('ended', 'granted', 'renewal_due', 'renewal_failed', 'auto_renewal_lapsed', 'auto_renewal_agreed',
                      'auto_renewal_withdrawn')
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period,
       count(*) FILTER (WHERE change = 'ended' AND NOT lasts) AS ended, count(*) FILTER (WHERE renewed) AS renewed,
       count(*) FILTER (WHERE renewed AND itself) AS by_itself, count(*) FILTER (WHERE change = 'renewal_due') AS attempts,
       count(*) FILTER (WHERE change = 'renewal_failed') AS failed,
       count(*) FILTER (WHERE change = 'renewal_failed' AND detail = 'must_act') AS must_act,
       count(*) FILTER (WHERE change = 'auto_renewal_lapsed') AS given_up,
       count(*) FILTER (WHERE change = 'auto_renewal_agreed') AS agreed,
       count(*) FILTER (WHERE change = 'auto_renewal_withdrawn') AS withdrawn, coalesce(zone, '') AS zone
  FROM told
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (change <> 'granted' OR renewed)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, 3
 ORDER BY venue, venue_id, period
 LIMIT 5000;
