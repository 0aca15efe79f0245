SELECT member_id, for_id, order_id, venue_id, cause, amount AS left_amount, currency AS left_currency, due_day, standing
  FROM debt
  JOIN debtor USING (member_id)
 WHERE standing = 'overdue'
   AND amount > 0
   AND NOT written_off
   AND (%(venue_id)s::uuid IS NULL OR venue_id = %(venue_id)s::uuid)
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY (%(actor_venues)s::uuid[]))
 ORDER BY due_day, order_id
 LIMIT 500
