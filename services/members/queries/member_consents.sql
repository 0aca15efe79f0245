SELECT member_id, purpose, given, edition, guardian_id, by, network_address,
       position = max(position) OVER (PARTITION BY purpose) AS current,
       to_char(consent.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS at
  FROM consent
 WHERE member_id = %(member_id)s
 ORDER BY position DESC
