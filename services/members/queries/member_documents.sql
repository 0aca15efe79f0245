SELECT %(member_id)s::uuid AS member_id, kind, CASE WHEN scope <> 'chain' THEN scope END AS of_venue_id,
       document.edition, signed.edition AS signed_edition, signed_by,
       to_char(signed.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS signed_at,
       coalesce(signed.number >= enough_from, false) AS in_force,
       CASE WHEN coalesce(signed.number < demanded, true) THEN to_sign END AS needed,
       CASE WHEN signed.number >= demanded THEN NULL
            WHEN signed.number >= enough_from THEN demanded_from
            ELSE (%(now)s AT TIME ZONE zone)::date END AS needed_from
  FROM venue
 CROSS JOIN LATERAL documents_at(venue_id, (%(now)s AT TIME ZONE zone)::date) AS document
  LEFT JOIN (SELECT * FROM standing_signature WHERE member_id = %(member_id)s) AS signed USING (scope, kind)
 WHERE venue_id = %(venue_id)s
 ORDER BY kind
