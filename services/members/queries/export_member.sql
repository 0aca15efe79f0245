-- what is marked as of the body goes to nobody but the member
WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
), kept (section, item, member_id, of_body, stored) AS (
    SELECT 'member', number, member_id, false, to_jsonb(t) FROM member AS t UNION ALL
    SELECT 'profile', member_id::text, member_id, false, to_jsonb(t) FROM profile AS t UNION ALL
    SELECT 'profile_change', position::text, member_id, false, to_jsonb(t) FROM profile_change AS t UNION ALL
    SELECT 'confirmation', member_id::text, member_id, false, to_jsonb(t) FROM confirmation AS t UNION ALL
    SELECT 'acceptance', kind || ' ' || edition, member_id, false, to_jsonb(t) FROM acceptance AS t UNION ALL
    SELECT 'consent', position::text, member_id, false, to_jsonb(t) FROM consent AS t UNION ALL
    SELECT 'extra_answer', field_id::text, member_id, false, to_jsonb(t) FROM extra_answer AS t UNION ALL
    SELECT 'contact', contact_id::text, member_id, false, to_jsonb(t) FROM contact AS t UNION ALL
    SELECT 'panel_entry', entry_id::text, member_id, false, to_jsonb(t) FROM panel_entry AS t UNION ALL
    SELECT 'personal_read', position::text, member_id, false, to_jsonb(t) FROM personal_read AS t UNION ALL
    SELECT 'guest', guest_id::text, member_id, false, to_jsonb(t) FROM guest AS t UNION ALL
    SELECT 'guest_visit', visit_id::text, member_id, false, to_jsonb(t) FROM guest_visit AS t JOIN guest USING (guest_id) UNION ALL
    SELECT 'level', level, member_id, false, to_jsonb(t) FROM member_level AS t UNION ALL
    SELECT 'signature', position::text, member_id, false, to_jsonb(t) FROM signature AS t UNION ALL
    SELECT 'family', family_id::text, member_id, false, to_jsonb(t) FROM family_member AS t UNION ALL
    SELECT 'payer', since::text, member_id, false, to_jsonb(t) FROM payer AS t UNION ALL
    SELECT 'payer', since::text, payer_id, false, to_jsonb(t) FROM payer AS t UNION ALL
    SELECT 'guardian', since::text, child_id, false, to_jsonb(t) FROM guardian_link AS t UNION ALL
    SELECT 'guardian', since::text, guardian_id, false, to_jsonb(t) FROM guardian_link AS t UNION ALL
    SELECT 'coaching', coaching_id::text, member_id, false, to_jsonb(t) FROM coaching AS t UNION ALL
    SELECT 'glass', glass_id::text, member_id, true, to_jsonb(t) FROM glass AS t UNION ALL
    SELECT 'health_filled', filled_id::text, member_id, true, to_jsonb(t) FROM health_filled AS t UNION ALL
    SELECT 'health_answer', filled_id || ' ' || question_id, member_id, true, to_jsonb(t) FROM health_answer AS t UNION ALL
    SELECT 'health_note', position::text, member_id, true, to_jsonb(t) FROM health_note AS t UNION ALL
    SELECT 'measurement', position::text, member_id, true, to_jsonb(t) FROM measurement AS t UNION ALL
    SELECT 'fitness_due', test_id::text, member_id, true, to_jsonb(t) FROM fitness_due AS t UNION ALL
    SELECT 'fitness_taken', taken_id::text, member_id, true, to_jsonb(t) FROM fitness_taken AS t UNION ALL
    SELECT 'plan', plan_id || ' ' || plan_version, member_id, true, to_jsonb(t) FROM plan AS t UNION ALL
    SELECT 'workout', workout_id::text, member_id, true, to_jsonb(t) FROM workout AS t
)
SELECT section, item, field.key AS name,
       CASE WHEN field.value NOT LIKE 'sealed:1:%%' THEN field.value END AS value,
       CASE WHEN field.value LIKE 'sealed:1:%%' THEN field.value END AS sealed
  FROM kept
  JOIN records USING (member_id)
 CROSS JOIN jsonb_each_text(stored) AS field
 WHERE field.value IS NOT NULL
   AND (NOT of_body OR %(actor_member_id)s::uuid = %(member_id)s::uuid)
 ORDER BY section, item, name
