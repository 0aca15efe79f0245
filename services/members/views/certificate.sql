-- on CertificateAdded
INSERT INTO certificate (certificate_id, staff_id, title, issuer, issued, valid_until, revoked)
VALUES (%(certificate_id)s, %(staff_id)s, %(title)s, %(issuer)s, %(issued)s, %(valid_until)s, false)
ON CONFLICT (certificate_id) DO UPDATE
   SET title = excluded.title, issuer = excluded.issuer, issued = excluded.issued,
       valid_until = excluded.valid_until, revoked = false;

-- on CertificateRevoked
UPDATE certificate SET revoked = true WHERE certificate_id = %(certificate_id)s;
