SELECT agreement_id, month, venue_id,
       coalesce(sum(amount) FILTER (WHERE what = 'billed'), 0)::bigint AS billed_amount, currency AS billed_currency,
       coalesce(sum(amount) FILTER (WHERE what = 'settled'), 0)::bigint AS settled_amount, currency AS settled_currency,
       sum(CASE what WHEN 'billed' THEN amount ELSE -amount END)::bigint AS open_amount, currency AS open_currency
  FROM partner_due
 WHERE %(agreement_id)s::uuid IS NULL OR agreement_id = %(agreement_id)s::uuid
 GROUP BY agreement_id, month, venue_id, currency
HAVING sum(CASE what WHEN 'billed' THEN amount ELSE -amount END) <> 0
 ORDER BY month, agreement_id, venue_id
 LIMIT 500
