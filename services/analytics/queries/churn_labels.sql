SELECT member_key AS member_id, settled, lapsed, refunded, erased
  FROM bi.as_of_page(%(as_of)s, coalesce(%(after_member_id)s::uuid, '00000000-0000-0000-0000-000000000000'),
                     %(venue_id)s::uuid, greatest(1, least(%(most)s, 1000))) AS page
 CROSS JOIN LATERAL bi.churn_labels(%(as_of)s, %(within_days)s, page.person_key)
 ORDER BY member_key;
