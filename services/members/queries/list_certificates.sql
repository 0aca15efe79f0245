SELECT staff_id, name, certificate_id, title, issuer, issued, valid_until,
       CASE WHEN revoked THEN 'revoked'
            WHEN valid_until < (%(now)s AT TIME ZONE 'UTC')::date THEN 'expired'
            WHEN valid_until < (%(now)s AT TIME ZONE 'UTC')::date + 30 THEN 'expiring'
            ELSE 'valid' END AS state
  FROM certificate
  JOIN staff USING (staff_id)
 WHERE (%(staff_id)s::uuid IS NULL OR staff_id = %(staff_id)s)
   AND (%(actor_venues)s::uuid[] IS NULL OR venues IS NULL OR venues && %(actor_venues)s::uuid[])
 ORDER BY valid_until, certificate_id
