SELECT venue_id, effective, policy
  FROM gate_policy
 WHERE venue_id = %(venue_id)s
 ORDER BY effective DESC
