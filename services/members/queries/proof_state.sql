SELECT proven AND NOT over AS proven,
       CASE WHEN proven AND NOT over THEN phone.member_id END AS member_id
  FROM proof
  LEFT JOIN phone ON phone_index = contact_index
 WHERE proof_id = %(proof_id)s
