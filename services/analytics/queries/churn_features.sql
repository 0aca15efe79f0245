SELECT member_key AS member_id, venue_key AS venue_id, channel, imported, joined_day, as_of_day, days_as_member, months,
       visits, visits_30, visits_90, (monthly_visits * 1000)::bigint AS monthly_visits_milli, visits_by_month,
       months_without_visit, months_since_visit, days_since_visit, refusals_90, card_state, card_kind, days_left,
       days_since_over, renewal_due, renews_by_itself, renewals, freezes, frozen_days, contacts_90, notice_given
  FROM bi.as_of_page(%(as_of)s, coalesce(%(after_member_id)s::uuid, '00000000-0000-0000-0000-000000000000'),
                     %(venue_id)s::uuid, greatest(1, least(%(most)s, 1000))) AS page
 CROSS JOIN LATERAL bi.churn_features(%(as_of)s, page.person_key)
 ORDER BY member_key;
