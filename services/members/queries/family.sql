SELECT own.family_id, family_member.member_id, number, name, payer_id,
       to_char(family_member.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS since,
       ARRAY(SELECT guardian_id::text
               FROM guardian_link
               JOIN family_member AS guardian ON guardian.member_id = guardian_id
              WHERE child_id = family_member.member_id
                AND guardian.family_id = own.family_id
                AND because IS NULL
              ORDER BY 1) AS is_child_of
  FROM family_member AS own
  JOIN family_member USING (family_id)
  JOIN member ON member.member_id = family_member.member_id
  LEFT JOIN payer ON payer.family_id = own.family_id AND payer.member_id = family_member.member_id
 WHERE own.member_id = %(member_id)s
 ORDER BY family_member.since, number
