-- on DocumentSigned
INSERT INTO signature (position, member_id, kind, scope, number, edition, at, signed_by, witnessed_by, signed_as,
                       network_address)
VALUES (%(position)s, %(member_id)s, %(kind)s, %(scope)s, %(number)s, %(edition)s, %(happened_at)s, %(signed_by)s,
        %(witnessed_by)s, %(signature)s, %(network_address)s)
ON CONFLICT (position) DO NOTHING;

-- on SignatureEnded
UPDATE signature SET ended = %(because)s, reason = %(reason)s
 WHERE member_id = %(member_id)s AND kind = %(kind)s AND scope = %(scope)s AND position < %(position)s AND ended IS NULL;

-- on ImportWithdrawn
DELETE FROM signature WHERE member_id = %(member_id)s;
