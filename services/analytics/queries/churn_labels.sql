SELECT member_key AS member_id, settled, lapsed, refunded, label.erased
  FROM bi.churn_labels(%(as_of)s, %(within_days)s) AS label
  JOIN bi.dim_member USING (member_key)
 WHERE (%(after_member_id)s::uuid IS NULL OR member_key > %(after_member_id)s::uuid)
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
 ORDER BY member_key
 LIMIT 1000;
