SELECT *
  FROM card_at_desk(%(now)s)
 WHERE number = %(number)s
