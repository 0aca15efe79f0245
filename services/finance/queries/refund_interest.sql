SELECT region, valid_from, operator_basis_points, member_basis_points, year_days
  FROM refund_interest
 WHERE venue_id = %(venue_id)s
 ORDER BY valid_from DESC, position DESC
