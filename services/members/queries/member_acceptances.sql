SELECT member_id, kind, edition, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at, network_address
  FROM acceptance
 WHERE member_id = %(member_id)s
 ORDER BY acceptance.at DESC, kind
