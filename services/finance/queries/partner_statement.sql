WITH moved AS (
    SELECT 'sold' AS what, day, venue_id, product_id, title, purpose, member_id, currency, listed, agreed, employer
      FROM partner_line
     WHERE agreement_id = %(agreement_id)s
     UNION ALL
    SELECT 'returned', back.day, venue_id, product_id, title, purpose, member_id, currency, 0, -back.agreed, -back.employer
      FROM partner_return AS back
      JOIN partner_line USING (order_id, product_id)
     WHERE agreement_id = %(agreement_id)s
)
SELECT what, venue_id, product_id, title, purpose, count(*)::int AS count, count(DISTINCT member_id)::int AS people,
       sum(listed)::bigint AS listed_amount, currency AS listed_currency,
       sum(agreed)::bigint AS agreed_amount, currency AS agreed_currency,
       sum(employer)::bigint AS employer_amount, currency AS employer_currency,
       sum(agreed - employer)::bigint AS members_amount, currency AS members_currency
  FROM moved
 WHERE date_trunc('month', day) = date_trunc('month', %(month)s::date)
 GROUP BY what, venue_id, product_id, title, purpose, currency
 ORDER BY venue_id, title, purpose, what DESC
