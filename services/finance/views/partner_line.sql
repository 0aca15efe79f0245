-- on OrderPaid
INSERT INTO partner_line (order_id, product_id, agreement_id, member_id, venue_id, day, title, purpose, currency, listed,
                          agreed, employer)
SELECT %(order_id)s, (line ->> 'product_id')::uuid, (line #>> '{partner,agreement_id}')::uuid, %(member_id)s,
       %(venue_id)s, %(day)s, line ->> 'title', line ->> 'purpose', line #>> '{total,currency}',
       (line #>> '{partner,listed,amount}')::bigint, (line #>> '{total,amount}')::bigint,
       (line #>> '{partner,employer,amount}')::bigint
  FROM jsonb_array_elements(%(lines)s::jsonb) AS line
 WHERE jsonb_typeof(line -> 'partner') = 'object'
ON CONFLICT (order_id, product_id) DO NOTHING;
