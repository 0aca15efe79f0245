WITH charged AS (
    SELECT card_rest_key, count(*) AS fees, sum(fee) AS fee, max(currency) AS currency,
           count(*) FILTER (WHERE EXISTS (SELECT FROM bi.fact_order_line WHERE order_id = freeze_fee_key)) AS fees_paid
      FROM bi.fact_freeze_fee
     GROUP BY card_rest_key
), rest AS (
    SELECT card.venue_key, card.zone, greatest(date_trunc(%(by_period)s, rest.first_day::timestamp)::date, %(first)s) AS period,
           coalesce(rest.hold, '') AS hold, coalesce(rest.fee, '') AS fee, rest.card_key, rest.rested_days,
           rest.planned_until - rest.first_day AS planned_days, coalesce(fees, 0) AS fees, coalesce(fees_paid, 0) AS fees_paid,
           coalesce(charged.fee, 0) AS charged, coalesce(charged.currency, card.currency) AS currency
      FROM bi.fact_card_rest AS rest
      JOIN bi.dim_card AS card USING (card_key)
      LEFT JOIN charged USING (card_rest_key)
     WHERE rest.first_day >= %(first)s AND rest.first_day < %(until)s
       AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, period, hold, fee,
       count(*) FILTER (WHERE rested_days > 0) AS freezes, count(DISTINCT card_key) FILTER (WHERE rested_days > 0) AS cards,
       count(*) FILTER (WHERE rested_days = 0) AS called_off,
       count(*) FILTER (WHERE rested_days > 0 AND rested_days < planned_days) AS ended_early,
       coalesce(sum(planned_days) FILTER (WHERE rested_days > 0), 0) AS planned_days, sum(rested_days) AS rested_days,
       sum(fees)::bigint AS fees, sum(fees_paid)::bigint AS fees_paid, archive.minor(sum(charged), rest.currency) AS charged_amount,
       rest.currency AS charged_currency, rest.zone
  FROM rest
  LEFT JOIN bi.dim_venue USING (venue_key)
 GROUP BY venue_key, name, rest.zone, period, hold, fee, rest.currency
 ORDER BY venue, venue_id, period, hold, fee, charged_currency
 LIMIT 5000;
