SELECT entry_id, mode, maker, command, entered, checker, note,
       to_char(made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS made_at
  FROM entry
 WHERE kind = 'measurement'
   AND subject_id = %(member_id)s
   AND is_right IS NOT TRUE
   AND NOT gone
   AND (is_right IS NULL
        OR (NOT is_right AND mode = 'act_first'
            AND NOT EXISTS (SELECT FROM entry AS later
                             WHERE (later.kind, later.subject_id) = (entry.kind, entry.subject_id)
                               AND later.item_id IS NOT DISTINCT FROM entry.item_id
                               AND later.position > entry.position)))
 ORDER BY position
 LIMIT 100
