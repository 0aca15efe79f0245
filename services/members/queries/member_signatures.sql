SELECT member_id, kind, CASE WHEN scope <> 'chain' THEN scope END AS of_venue_id, edition,
       to_char(signature.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at,
       signed_by, witnessed_by, signed_as AS signature, network_address, ended, reason
  FROM signature
 WHERE member_id = %(member_id)s
 ORDER BY position DESC
