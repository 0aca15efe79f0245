SELECT staff_id, name, employed, roles, venues
  FROM staff
 WHERE staff_id = %(staff_id)s
