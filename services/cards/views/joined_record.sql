-- on PersonNoted
WITH known AS (
    DELETE FROM joined_record
     WHERE member_id = %(member_id)s
       AND %(heard)s = 'apart'
)
INSERT INTO joined_record (member_id, survivor_id)
SELECT %(member_id)s, %(other_id)s
 WHERE %(heard)s = 'merged'
ON CONFLICT (member_id) DO UPDATE
   SET survivor_id = excluded.survivor_id;
