-- on PointsEarned
INSERT INTO points_entry (event_id, position, member_id, at, kind, points, cause_id, rule)
VALUES (%(event_id)s, %(position)s, %(member_id)s, %(happened_at)s, 'earned_for_' || %(earned_for)s, %(points)s,
        %(cause_id)s, %(rule)s)
ON CONFLICT (event_id) DO NOTHING;

-- on PointsRedeemed
INSERT INTO points_entry (event_id, position, member_id, at, kind, points, cause_id)
VALUES (%(event_id)s, %(position)s, %(member_id)s, %(happened_at)s, 'redeemed', -%(points)s::bigint,
        %(redemption_id)s)
ON CONFLICT (event_id) DO NOTHING;

-- on PointsTakenBack
INSERT INTO points_entry (event_id, position, member_id, at, kind, points, cause_id)
VALUES (%(event_id)s, %(position)s, %(member_id)s, %(happened_at)s, 'taken_back', -%(points)s::bigint,
        %(cause_id)s)
ON CONFLICT (event_id) DO NOTHING;

-- on PointsExpired
INSERT INTO points_entry (event_id, position, member_id, at, kind, points, cause_id)
SELECT %(event_id)s, %(position)s, %(member_id)s, %(happened_at)s, 'expired', -%(points)s::bigint, cause_id
  FROM points_lot
 WHERE lot_id = %(lot_id)s
ON CONFLICT (event_id) DO NOTHING;

-- on PointsPassedOn
INSERT INTO points_entry (event_id, position, member_id, at, kind, points)
VALUES (%(event_id)s, %(position)s, %(member_id)s, %(happened_at)s, 'passed_on', -%(points)s::bigint)
ON CONFLICT (event_id) DO NOTHING;

-- on PointsTakenOver
INSERT INTO points_entry (event_id, position, member_id, at, kind, points)
VALUES (%(event_id)s, %(position)s, %(member_id)s, %(happened_at)s, 'taken_over', %(points)s)
ON CONFLICT (event_id) DO NOTHING;
