-- on RefundInterestPublished
INSERT INTO refund_interest (position, venue_id, region, valid_from, operator_basis_points, member_basis_points, year_days)
VALUES (%(position)s, %(for_venue)s, %(region)s, %(valid_from)s, %(operator_basis_points)s, %(member_basis_points)s,
        %(year_days)s)
ON CONFLICT (position) DO NOTHING;
