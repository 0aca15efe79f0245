SELECT clerk_id, reason ->> 'code' AS refusal, count(*)::integer AS times, (count(*) FILTER (WHERE NOT counted))::integer AS free,
       (count(*) FILTER (WHERE NOT counted AND forgone_amount IS NULL))::integer AS unpriced,
       sum(used_amount)::bigint AS used_amount, used_currency,
       coalesce(sum(forgone_amount), 0)::bigint AS forgone_amount, used_currency AS forgone_currency
  FROM entry_override
 WHERE venue_id = %(venue_id)s::uuid
   AND day >= %(first)s::date
   AND day < %(until)s::date
 GROUP BY clerk_id, refusal, used_currency
 ORDER BY times DESC, clerk_id, refusal
