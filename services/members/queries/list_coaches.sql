SELECT staff_id, name, employed, grade, skills, hours,
       (SELECT count(*)::int
          FROM certificate
         WHERE certificate.staff_id = staff.staff_id
           AND NOT revoked
           AND (valid_until IS NULL OR valid_until >= (%(now)s AT TIME ZONE 'UTC')::date)) AS valid_certificates
  FROM staff
  LEFT JOIN coach USING (staff_id)
 WHERE ('coach' = ANY (roles) OR coach.staff_id IS NOT NULL OR EXISTS (SELECT FROM certificate WHERE certificate.staff_id = staff.staff_id))
   AND (%(actor_venues)s::uuid[] IS NULL OR venues IS NULL OR venues && %(actor_venues)s::uuid[])
 ORDER BY staff_id
