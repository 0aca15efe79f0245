SELECT member_id, for_id, order_id, venue_id, cause, amount AS left_amount, currency AS left_currency, due_day,
       coalesce(standing, 'clear') AS standing
  FROM debt
  LEFT JOIN debtor USING (member_id)
 WHERE member_id = %(member_id)s
   AND amount > 0
   AND NOT written_off
 ORDER BY due_day, order_id
