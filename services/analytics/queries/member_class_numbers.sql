WITH rule AS (
    SELECT archive.amount(jsonb_build_object('amount', greatest(1, %(high_value_from)s),
                                             'currency', %(currency)s::text)) AS high_value_from,
           greatest(1, least(%(spend_days)s, 36500))::integer AS spend_days,
           greatest(1, least(%(often)s, 36500))::integer AS often,
           greatest(1, least(%(often_days)s, 36500))::integer AS often_days,
           greatest(0, least(%(new_days)s, 36500))::integer AS new_days,
           greatest(1, least(%(lost_days)s, 36500))::integer AS lost_days
), told AS MATERIALIZED (
    SELECT told.*
      FROM rule
     CROSS JOIN bi.as_of_page(%(as_of)s, '00000000-0000-0000-0000-000000000000', %(venue_id)s::uuid, NULL) AS page
     CROSS JOIN LATERAL bi.member_classes(%(as_of)s, page.person_key, %(currency)s::text, high_value_from, spend_days,
                                          often, often_days, new_days, lost_days) AS told
)
SELECT venue.venue_key AS venue_id, venue.name AS venue, class AS value_class, count(told.member_key) AS members,
       archive.minor(coalesce(sum(told.spent), 0), venue.currency) AS spent_amount, venue.currency AS spent_currency,
       coalesce(sum(told.visits), 0)::bigint AS visits,
       format('1: %%s %%s in %%s days; %%s visits in %%s; new for %%s; lost after %%s', high_value_from, venue.currency,
              spend_days, often, often_days, new_days, lost_days) AS rule, venue.zone
  FROM rule
 CROSS JOIN bi.dim_venue AS venue
 CROSS JOIN (VALUES (1, 'high_value'), (2, 'potential'), (3, 'other'), (4, 'lost')) AS named (place, class)
  LEFT JOIN told USING (venue_key, class)
 WHERE venue.currency = %(currency)s::text AND (%(venue_id)s::uuid IS NULL OR venue.venue_key = %(venue_id)s::uuid)
 GROUP BY venue.venue_key, venue.name, venue.zone, venue.currency, named.place, class, high_value_from, spend_days, often,
          often_days, new_days, lost_days
 ORDER BY venue, venue_id, named.place;
