SELECT card_id, number, member_id, venue_id, product_id, product, product_zh, kind, status, valid_first, valid_until,
       activate_by, visits_left, balance_amount, balance_currency, freeze_days_left, frozen_first, frozen_until, lots
  FROM card_at_desk(%(now)s)
 WHERE card_id = (SELECT card_number.card_id
                    FROM card_number
                   WHERE card_number.number = upper(replace(%(number)s, ':', ''))
                     AND live)
