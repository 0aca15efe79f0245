SELECT phone, email, %(code)s::text AS code
  FROM proof
 WHERE proof_id = %(proof_id)s
   AND NOT over AND NOT proven
   AND expires_at > %(now)s
