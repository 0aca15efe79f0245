-- on WaiverSignatureNoted
WITH ended AS (
    DELETE FROM waiver_signature
     WHERE member_id = %(member_id)s
       AND scope = %(scope)s
       AND number = %(number)s
       AND NOT %(stands)s::boolean
)
INSERT INTO waiver_signature (member_id, scope, number)
SELECT %(member_id)s, %(scope)s, %(number)s
 WHERE %(stands)s::boolean
ON CONFLICT (member_id, scope, number) DO NOTHING;
