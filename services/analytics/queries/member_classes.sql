SELECT told.member_key AS member_id, told.venue_key AS venue_id, told.as_of_day, told.class AS value_class,
       archive.minor(told.spent, %(currency)s::text) AS spent_amount, %(currency)s::text AS spent_currency, told.visits,
       told.days_since_card, told.days_since_visit,
       format('1: %%s %%s in %%s days; %%s visits in %%s; new for %%s; lost after %%s', high_value_from, %(currency)s::text,
              spend_days, often, often_days, new_days, lost_days) AS rule, zone
  FROM (SELECT archive.amount(jsonb_build_object('amount', greatest(1, %(high_value_from)s),
                                                 'currency', %(currency)s::text)) AS high_value_from,
               greatest(1, least(%(spend_days)s, 36500))::integer AS spend_days,
               greatest(1, least(%(often)s, 36500))::integer AS often,
               greatest(1, least(%(often_days)s, 36500))::integer AS often_days,
               greatest(0, least(%(new_days)s, 36500))::integer AS new_days,
               greatest(1, least(%(lost_days)s, 36500))::integer AS lost_days) AS rule
 CROSS JOIN bi.as_of_page(%(as_of)s, coalesce(%(after_member_id)s::uuid, '00000000-0000-0000-0000-000000000000'),
                          %(venue_id)s::uuid, greatest(1, least(%(most)s, 1000))) AS page
 CROSS JOIN LATERAL bi.member_classes(%(as_of)s, page.person_key, %(currency)s::text, high_value_from, spend_days, often,
                                      often_days, new_days, lost_days) AS told
  JOIN bi.dim_venue AS venue ON venue.venue_key = told.venue_key
 ORDER BY told.member_key;
