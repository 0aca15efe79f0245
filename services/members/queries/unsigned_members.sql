WITH today AS (
    SELECT (%(now)s AT TIME ZONE zone)::date AS day FROM venue WHERE venue_id = %(venue_id)s
)
SELECT member.member_id, member.number, name, phone, document.kind, signed.edition AS signed_edition,
       to_sign AS needed,
       CASE WHEN signed.number >= enough_from THEN demanded_from ELSE day END AS needed_from,
       coalesce(signed.number >= enough_from, false) AS in_force
  FROM today
 CROSS JOIN LATERAL documents_at(%(venue_id)s, day) AS document
 CROSS JOIN member
  LEFT JOIN standing_signature AS signed
    ON signed.member_id = member.member_id AND signed.scope = document.scope AND signed.kind = document.kind
 WHERE member.venue_id = %(venue_id)s
   AND member.status = 'registered'
   AND coalesce(signed.number < demanded, true)
   AND (%(kind)s::text IS NULL OR document.kind = %(kind)s)
 ORDER BY in_force, needed_from, member.number, document.kind
 LIMIT 500
