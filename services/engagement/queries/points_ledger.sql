SELECT at, kind, points, cause_id, rule
  FROM points_entry
 WHERE member_id = %(member_id)s
 ORDER BY position DESC
 LIMIT 200
