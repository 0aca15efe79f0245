SELECT *
  FROM card_at_desk(%(now)s)
 WHERE member_id = %(member_id)s
 ORDER BY valid_until DESC, number
