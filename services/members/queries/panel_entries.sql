SELECT entry_id, panel_entry.member_id, by, department, kind, text, archived, opinion, result, alerted,
       to_char(panel_entry.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM panel_entry
  JOIN member USING (member_id)
 WHERE CASE WHEN %(member_id)s::uuid IS NULL THEN NOT archived AND NOT erased
            ELSE panel_entry.member_id = %(member_id)s OR merged_into = %(member_id)s END
   AND (%(actor_venues)s::uuid[] IS NULL OR venue_id = ANY(%(actor_venues)s::uuid[]) OR %(member_id)s::uuid IS NOT NULL)
   AND (%(kind)s::text IS NULL OR kind = %(kind)s)
 ORDER BY panel_entry.at DESC
 LIMIT 200
