WITH moved AS (  -- what goes back goes to whom it came from: a company's part to the company
    SELECT venue_key, date_key, currency, member_key, payer_key, order_id,
           CASE WHEN method = 'partner' THEN 'company' WHEN payer_key IS NOT NULL THEN 'other' ELSE 'member' END AS paid_by,
           amount AS received, 0 AS back
      FROM bi.fact_payment
     WHERE direction = 'received'
     UNION ALL
    SELECT told.venue_key, told.date_key, told.currency, NULL, NULL, NULL,
           CASE WHEN payer_key IS NOT NULL THEN 'other' ELSE 'member' END, 0, -told.amount - coalesce(part.amount, 0)
      FROM bi.fact_payment AS told
      LEFT JOIN bi.fact_partner_return AS part ON partner_return_key = payment_key
     WHERE direction <> 'received'
     UNION ALL
    SELECT venue_key, date_key, currency, NULL, NULL, NULL, 'company', 0, amount
      FROM bi.fact_partner_return
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period, paid_by,
       count(DISTINCT coalesce(payer.person_key, payer_key)) AS payers,
       count(DISTINCT coalesce(member.person_key, moved.member_key)) AS members, count(DISTINCT order_id) AS orders,
       archive.minor(sum(received), moved.currency) AS received_amount, moved.currency AS received_currency,
       archive.minor(sum(back), moved.currency) AS returned_amount, moved.currency AS returned_currency,
       coalesce(zone, '') AS zone
  FROM moved
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
  LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member ON member.member_key = moved.member_key
  LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS payer ON payer.member_key = payer_key
 WHERE date >= %(first)s AND date < %(until)s
   AND (%(venue_id)s::uuid IS NULL OR moved.venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR moved.venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY moved.venue_key, name, zone, 3, paid_by, moved.currency
HAVING sum(received) <> 0 OR sum(back) <> 0
 ORDER BY venue, venue_id, period, paid_by, received_currency
 LIMIT 5000;
