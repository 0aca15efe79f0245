WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
), stored AS (
    SELECT 'member' AS section, member.number::text AS item, to_jsonb(member) AS stored FROM member JOIN records USING (member_id)
     UNION ALL
    SELECT 'profile' AS section, profile.member_id::text AS item, to_jsonb(profile) AS stored FROM profile JOIN records USING (member_id)
     UNION ALL
    SELECT 'profile_change' AS section, profile_change.at::text AS item, to_jsonb(profile_change) AS stored FROM profile_change JOIN records USING (member_id)
     UNION ALL
    SELECT 'confirmation' AS section, confirmation.member_id::text AS item, to_jsonb(confirmation) AS stored FROM confirmation JOIN records USING (member_id)
     UNION ALL
    SELECT 'acceptance' AS section, acceptance.kind::text AS item, to_jsonb(acceptance) AS stored FROM acceptance JOIN records USING (member_id)
     UNION ALL
    SELECT 'consent' AS section, consent.position::text AS item, to_jsonb(consent) AS stored FROM consent JOIN records USING (member_id)
     UNION ALL
    SELECT 'extra_answer' AS section, extra_answer.field_id::text AS item, to_jsonb(extra_answer) AS stored FROM extra_answer JOIN records USING (member_id)
     UNION ALL
    SELECT 'contact' AS section, contact.contact_id::text AS item, to_jsonb(contact) AS stored FROM contact JOIN records USING (member_id)
     UNION ALL
    SELECT 'panel_entry' AS section, panel_entry.entry_id::text AS item, to_jsonb(panel_entry) AS stored FROM panel_entry JOIN records USING (member_id)
     UNION ALL
    SELECT 'personal_read' AS section, personal_read.position::text AS item, to_jsonb(personal_read) AS stored FROM personal_read JOIN records USING (member_id)
     UNION ALL
    SELECT 'guest', guest_id::text, to_jsonb(guest) FROM guest JOIN records USING (member_id)
     UNION ALL
    SELECT 'guest_visit', visit_id::text, to_jsonb(guest_visit)
      FROM guest_visit JOIN guest USING (guest_id) JOIN records ON records.member_id = guest.member_id
)
SELECT section, item, field.key AS name,
       CASE WHEN field.value NOT LIKE 'sealed:1:%%' THEN field.value END AS value,
       CASE WHEN field.value LIKE 'sealed:1:%%' THEN field.value END AS sealed
  FROM stored, jsonb_each_text(stored.stored) AS field
 WHERE field.value IS NOT NULL
 ORDER BY section, item, name
