-- the card has not answered for a quarter of an hour
SELECT booking_id, session_id
  FROM booking
 WHERE status = 'reserved'
   AND reserved_at <= %(now)s::timestamptz - interval '15 minutes'
 ORDER BY reserved_at
 LIMIT 500
