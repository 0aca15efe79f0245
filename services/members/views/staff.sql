-- on StaffHired
INSERT INTO staff (staff_id, name, employed)
VALUES (%(staff_id)s, %(name)s, true)
ON CONFLICT (staff_id) DO NOTHING;

-- on RolesGranted
UPDATE staff
   SET roles = ARRAY(SELECT jsonb_array_elements_text(%(roles)s::jsonb)),
       venues = CASE WHEN jsonb_typeof(%(venues)s::jsonb) = 'array'
                     THEN ARRAY(SELECT jsonb_array_elements_text(%(venues)s::jsonb)::uuid) END
 WHERE staff_id = %(staff_id)s;

-- on StaffDismissed
UPDATE staff
   SET employed = false, roles = '{}', venues = '{}'
 WHERE staff_id = %(staff_id)s;
