WITH alike AS (
    SELECT coalesce(merged_into, member_id) AS member_id, kind, weight
      FROM trait
      JOIN trait_weight USING (kind)
      JOIN member USING (member_id)
     WHERE (kind, token) IN (SELECT * FROM unnest(%(trait_kinds)s::text[], %(trait_tokens)s::text[]))
     GROUP BY 1, 2, 3
)
SELECT member_id, number, name, phone, venue_id, least(100, sum(weight))::int AS score,
       array_agg(kind ORDER BY weight DESC, kind) AS reasons
  FROM alike
  JOIN member USING (member_id)
 WHERE status IN ('registered', 'pending')
 GROUP BY member_id, number, name, phone, venue_id
HAVING sum(weight) >= 60
 ORDER BY score DESC, number
 LIMIT 20
