WITH pair AS (
    SELECT one.member_id, other.member_id AS other_id, least(100, sum(weight))::int AS score,
           array_agg(kind ORDER BY weight DESC, kind) AS reasons
      FROM (SELECT DISTINCT one.member_id AS one_id, other.member_id AS other_id, kind, weight
              FROM trait AS one
              JOIN trait AS other USING (kind, token)
              JOIN trait_weight USING (kind)
             WHERE one.member_id < other.member_id) AS shared
      JOIN member AS one ON one.member_id = one_id
      JOIN member AS other ON other.member_id = shared.other_id
     WHERE one.status IN ('registered', 'pending')
       AND other.status IN ('registered', 'pending')
       AND (%(actor_venues)s::uuid[] IS NULL
            OR one.venue_id = ANY(%(actor_venues)s::uuid[]) OR other.venue_id = ANY(%(actor_venues)s::uuid[]))
     GROUP BY 1, 2
    HAVING sum(weight) >= 60
)
SELECT pair.member_id, one.number, one.name, other_id, other.number AS other_number, other.name AS other_name, score, reasons
  FROM pair
  JOIN member AS one ON one.member_id = pair.member_id
  JOIN member AS other ON other.member_id = other_id
 WHERE NOT EXISTS (SELECT FROM not_duplicate AS told
                    WHERE told.member_id = pair.member_id AND told.other_id = pair.other_id)
 ORDER BY score DESC, one.number
 LIMIT 50
