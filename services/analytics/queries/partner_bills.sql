WITH moved AS (
    SELECT partner_key, venue_key, date_key, currency, order_id, member_key, employer AS sold, 0 AS back
      FROM bi.fact_order_line
     WHERE partner_key IS NOT NULL
     UNION ALL
    SELECT partner_key, told.venue_key, told.date_key, told.currency, NULL, NULL, 0, told.amount
      FROM bi.fact_partner_return AS told
      LEFT JOIN (SELECT order_id, min(partner_key::text)::uuid AS partner_key FROM bi.fact_order_line GROUP BY order_id) AS line
             USING (order_id)
)
SELECT partner_key AS agreement_id, coalesce(partner.name, '') AS partner, coalesce(partner.name_zh, '') AS partner_zh,
       date_trunc('month', date::timestamp)::date AS month, count(DISTINCT order_id) AS orders,
       count(DISTINCT coalesce(person_key, moved.member_key)) AS people,
       archive.minor(sum(sold), currency) AS sold_amount, currency AS sold_currency,
       archive.minor(sum(back), currency) AS returned_amount, currency AS returned_currency,
       archive.minor(sum(sold - back), currency) AS due_amount, currency AS due_currency
  FROM moved
  JOIN bi.dim_date USING (date_key)
  LEFT JOIN bi.dim_partner AS partner USING (partner_key)
  LEFT JOIN (SELECT member_key, person_key FROM bi.dim_member) AS member ON member.member_key = moved.member_key
 WHERE date >= %(first)s AND date < %(until)s
 GROUP BY partner_key, partner.name, partner.name_zh, 4, currency
HAVING sum(sold) <> 0 OR sum(back) <> 0
 ORDER BY partner, agreement_id, month, due_currency;
