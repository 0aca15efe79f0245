SELECT member_key AS member_id, venue_key AS venue_id, channel, imported, joined_day, as_of_day, days_as_member, months,
       visits, visits_30, visits_90, (monthly_visits * 1000)::bigint AS monthly_visits_milli, visits_by_month,
       months_without_visit, months_since_visit, days_since_visit, refusals_90, card_state, card_kind, days_left,
       days_since_over, renewal_due, renews_by_itself, renewals, freezes, frozen_days, contacts_90
  FROM bi.churn_features(%(as_of)s)
 WHERE (%(after_member_id)s::uuid IS NULL OR member_key > %(after_member_id)s::uuid)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
 ORDER BY member_key
 LIMIT 1000;
