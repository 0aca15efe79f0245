-- on OrderRefunded
INSERT INTO partner_return (refund_id, order_id, product_id, day, agreed, employer)
SELECT %(refund_id)s, %(order_id)s, share.product_id, %(day)s, share.amount,
       coalesce(round(back.employer * sum(share.employer) OVER so_far / nullif(sum(share.employer) OVER (), 0))
              - round(back.employer * (sum(share.employer) OVER so_far - share.employer)
                      / nullif(sum(share.employer) OVER (), 0)), 0)
  FROM (SELECT (one ->> 'product_id')::uuid AS product_id, (one #>> '{amount,amount}')::bigint AS amount,
               (line #>> '{partner,employer,amount}')::bigint AS employer
          FROM jsonb_array_elements(%(shares)s::jsonb) AS one
          JOIN jsonb_array_elements(%(lines)s::jsonb) AS line ON line ->> 'product_id' = one ->> 'product_id'
         WHERE jsonb_typeof(line -> 'partner') = 'object') AS share
 CROSS JOIN (SELECT coalesce(sum((way #>> '{amount,amount}')::bigint), 0) AS employer
               FROM jsonb_array_elements(%(returned_by)s::jsonb) AS way
              WHERE way ->> 'method' = 'partner') AS back
WINDOW so_far AS (ORDER BY share.product_id)
ON CONFLICT (refund_id, order_id, product_id) DO NOTHING;

-- on UnusedCredited
INSERT INTO partner_return (refund_id, order_id, product_id, day, agreed, employer)
SELECT %(credit_id)s, %(order_id)s, %(product_id)s, %(day)s, %(amount_amount)s, sum((way #>> '{amount,amount}')::bigint)
  FROM jsonb_array_elements(%(returned_by)s::jsonb) AS way
HAVING count(*) > 0
ON CONFLICT (refund_id, order_id, product_id) DO NOTHING;
