WITH home AS (
    SELECT venue_key, name, zone, (%(now)s AT TIME ZONE zone)::date AS today
      FROM bi.dim_venue
     WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
       AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
), period AS (
    SELECT greatest(begins::date, %(first)s) AS begins,
           least((begins + ('1 ' || %(by_period)s)::interval)::date, %(until)s) AS ends
      FROM generate_series(date_trunc(%(by_period)s, %(first)s::timestamp), %(until)s::timestamp - interval '1 day',
                           ('1 ' || %(by_period)s)::interval) AS begins
), told AS (
    SELECT venue_key, date, change, members
      FROM bi.v_member_changes
      JOIN bi.dim_date USING (date_key)
     WHERE date < %(until)s
), life AS (
    SELECT member.venue_key, nth, first_day, until_day
      FROM bi.v_memberships AS held
      JOIN bi.dim_member AS member ON member.member_key = held.person_key
), moved AS (
    SELECT venue_key, begins,
           count(*) FILTER (WHERE change = 'submitted') AS submitted,
           count(*) FILTER (WHERE change = 'rejected') AS rejected,
           count(*) FILTER (WHERE change = 'registered') AS joined,
           count(*) FILTER (WHERE change = 'imported') AS imported,
           count(*) FILTER (WHERE change = 'import_withdrawn') AS withdrawn,
           count(*) FILTER (WHERE change = 'erased' AND members = -1) AS erased,
           -coalesce(sum(members) FILTER (WHERE change IN ('merged', 'merge_undone')), 0) AS merged,
           sum(members) AS net
      FROM told
      JOIN period ON date >= begins AND date < ends
     GROUP BY venue_key, begins
), lived AS (
    SELECT venue_key, begins,
           count(*) FILTER (WHERE first_day >= begins AND first_day < ends AND first_day <= today AND nth = 1) AS activated,
           count(*) FILTER (WHERE first_day >= begins AND first_day < ends AND first_day <= today AND nth > 1) AS returned,
           count(*) FILTER (WHERE until_day >= begins AND until_day < ends AND until_day <= today) AS lapsed,
           count(*) FILTER (WHERE first_day < ends AND until_day >= ends) AS active
      FROM life
      JOIN home USING (venue_key)
      JOIN period ON first_day < ends AND until_day >= begins
     GROUP BY venue_key, begins
)
SELECT venue_key AS venue_id, name AS venue, begins AS period, coalesce(submitted, 0) AS submitted,
       coalesce(rejected, 0) AS rejected, coalesce(joined, 0) AS joined, coalesce(imported, 0) AS imported,
       coalesce(withdrawn, 0) AS withdrawn, coalesce(erased, 0) AS erased, coalesce(merged, 0)::bigint AS merged,
       coalesce(net, 0)::bigint AS net,
       (coalesce((SELECT sum(members) FROM told WHERE told.venue_key = home.venue_key AND date < %(first)s), 0)
        + sum(coalesce(net, 0)) OVER (PARTITION BY venue_key ORDER BY begins))::bigint AS members,
       coalesce(activated, 0) AS activated, coalesce(returned, 0) AS returned, coalesce(lapsed, 0) AS lapsed,
       coalesce(active, 0) AS active, zone
  FROM home
 CROSS JOIN period
  LEFT JOIN moved USING (venue_key, begins)
  LEFT JOIN lived USING (venue_key, begins)
 ORDER BY venue, venue_id, period
 LIMIT 5000;
