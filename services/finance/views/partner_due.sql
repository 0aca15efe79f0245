-- on PartnerDueNoted
INSERT INTO partner_due (agreement_id, month, venue_id, currency, cause_id, what, amount)
VALUES (%(agreement_id)s, %(month)s, %(venue_id)s, %(amount_currency)s, %(cause_id)s, 'billed', %(amount_amount)s)
ON CONFLICT (agreement_id, cause_id, what, month, venue_id) DO NOTHING;

-- on PartnerPaymentReceived
INSERT INTO partner_due (agreement_id, month, venue_id, currency, cause_id, what, amount)
SELECT %(agreement_id)s, (part ->> 'month')::date, (part ->> 'venue_id')::uuid, part #>> '{amount,currency}',
       %(payment_id)s, 'settled', (part #>> '{amount,amount}')::bigint
  FROM jsonb_array_elements(%(settles)s::jsonb) AS part
ON CONFLICT (agreement_id, cause_id, what, month, venue_id) DO NOTHING;

-- on PartnerCreditUsed
INSERT INTO partner_due (agreement_id, month, venue_id, currency, cause_id, what, amount)
SELECT %(agreement_id)s, (part ->> 'month')::date, (part ->> 'venue_id')::uuid, part #>> '{amount,currency}',
       %(event_id)s, 'settled', (part #>> '{amount,amount}')::bigint
  FROM (SELECT %(settles)s::jsonb AS part) AS used
ON CONFLICT (agreement_id, cause_id, what, month, venue_id) DO NOTHING;
