SELECT card_id, number, member_id, venue_id, product_id, product, product_zh, kind,
       CASE WHEN status NOT IN ('cancelled', 'lost') AND (by_hand IS NOT NULL OR erased_since IS NOT NULL OR (shut AND NOT coalesce(let_in_until >= today, false)))
            THEN 'blocked' ELSE status END AS status, valid_first, valid_until,
       activate_by, visits_left, balance_amount, balance_currency, freeze_days_left, frozen_first, frozen_until, lots,
       owed_amount, owed_currency, grade, grade_name, grade_name_zh, next_product,
       next_product_zh, next_from,
       CASE WHEN valid_until < '9999-12-31' THEN valid_until END AS ends
  FROM card_at_desk(%(now)s)
  LEFT JOIN card_block USING (card_id)
  LEFT JOIN LATERAL card_becomes(card_id, today) AS becoming ON true
 WHERE card_id IN (SELECT cards_concerning(%(member_id)s))
 ORDER BY valid_until DESC, number
