WITH records AS (
    SELECT member_id FROM member WHERE member_id = %(member_id)s OR merged_into = %(member_id)s
), consents AS (
    SELECT DISTINCT ON (purpose) purpose, given
      FROM consent
     WHERE member_id = %(member_id)s
     ORDER BY purpose, position DESC
), terms AS (
    SELECT edition FROM agreement
     WHERE kind = 'terms' AND from_day <= (%(now)s AT TIME ZONE 'UTC')::date
     ORDER BY from_day DESC, position DESC
     LIMIT 1
)
SELECT member.member_id, member.number, member.name, phone, status, venue_id, language, registered_day,
       email, sex, birth_date, photo_ref, emergency_name, emergency_phone, interests, goal,
       preferred_days, preferred_times, preferred_coach_id,
       ARRAY(SELECT purpose FROM consents WHERE given ORDER BY purpose) AS consents,
       NOT EXISTS (SELECT FROM terms)
           OR terms_accepted = (SELECT edition FROM terms)
           OR EXISTS (SELECT FROM acceptance JOIN terms USING (edition)
                       WHERE acceptance.kind = 'terms' AND acceptance.member_id = member.member_id) AS terms_current,
       coalesce(due, false) AS confirmation_due,
       (SELECT count(*)::int FROM contact JOIN records USING (member_id) WHERE NOT closed) AS open_follow_ups,
       (SELECT count(*)::int FROM panel_entry JOIN records USING (member_id)
         WHERE NOT archived AND panel_entry.kind IN ('complaint', 'privacy_complaint')) AS open_complaints,
       (SELECT max((at AT TIME ZONE zone)::date) FROM contact JOIN records USING (member_id)) AS last_contact_day,
       (SELECT count(*)::int FROM guest_visit JOIN guest USING (guest_id)
         JOIN records ON records.member_id = guest.member_id) AS guest_visits_before,
       EXISTS (SELECT other.member_id
                 FROM trait AS mine
                 JOIN trait AS other USING (kind, token)
                 JOIN trait_weight USING (kind)
                WHERE mine.member_id = member.member_id
                  AND other.member_id NOT IN (SELECT member_id FROM records)
                  AND NOT EXISTS (SELECT FROM not_duplicate AS told
                                   WHERE told.member_id = least(mine.member_id, other.member_id)
                                     AND told.other_id = greatest(mine.member_id, other.member_id))
                GROUP BY other.member_id
               HAVING sum(weight) >= 60) AS possible_duplicate,
       ARRAY(SELECT absorbed.number FROM member AS absorbed WHERE absorbed.merged_into = member.member_id
              ORDER BY 1) AS merged_records
  FROM member
  JOIN venue USING (venue_id)
  LEFT JOIN profile USING (member_id)
  LEFT JOIN confirmation USING (member_id)
 WHERE member.member_id = %(member_id)s
   AND NOT erased
