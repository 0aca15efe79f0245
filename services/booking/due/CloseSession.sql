-- two hours after the end, once nothing has been told of it for a quarter of an hour: a gate or a desk that was away
-- may still hand in what it knows
SELECT session_id
  FROM session
 WHERE status = 'scheduled'
   AND ends_at <= %(now)s::timestamptz - interval '2 hours'
   AND scheduled_at <= %(now)s::timestamptz - interval '15 minutes'
   AND NOT EXISTS (
       SELECT FROM booking
        WHERE booking.session_id = session.session_id
          AND booking.changed_at > %(now)s::timestamptz - interval '15 minutes')
 ORDER BY ends_at
 LIMIT 500
