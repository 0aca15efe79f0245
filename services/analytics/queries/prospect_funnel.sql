WITH opened AS (
    SELECT guest_key, source, date AS day
      FROM bi.fact_prospect_step
      JOIN bi.dim_date USING (date_key)
     WHERE change = 'opened' AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
), came AS (
    SELECT guest_key, opened.source, opened.day, bool_or(change = 'contacted') AS contacted,
           bool_or(means = 'visited') IS TRUE OR visits > 0 AS visited, bool_or(means = 'tried') IS TRUE OR trials > 0 AS tried,
           (array_agg(means ORDER BY version DESC) FILTER (WHERE means IS NOT NULL))[1] AS means,
           (array_agg(owner_key ORDER BY version DESC) FILTER (WHERE change IN ('opened', 'assigned')))[1] AS owner_key,
           (array_agg(step.venue_key ORDER BY version DESC) FILTER (WHERE step.venue_key IS NOT NULL))[1] AS venue_key,
           min(date) FILTER (WHERE means = 'won') - opened.day AS took
      FROM opened
      JOIN bi.fact_prospect_step AS step USING (guest_key)
      LEFT JOIN bi.dim_date USING (date_key)
     CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE kind = 'visit') AS visits, count(*) FILTER (WHERE kind = 'trial') AS trials
                           FROM bi.fact_guest_visit AS visit
                          WHERE visit.guest_key = opened.guest_key) AS visited
     GROUP BY guest_key, opened.source, opened.day, visits, trials
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, coalesce(name_zh, '') AS venue_zh,
       greatest(date_trunc(%(by_period)s, day::timestamp)::date, %(first)s) AS period,
       CASE %(part)s WHEN 'source' THEN source WHEN 'owner' THEN coalesce(owner_key::text, '') ELSE '' END AS part,
       count(*) AS opened, count(*) FILTER (WHERE contacted) AS contacted, count(*) FILTER (WHERE visited) AS visited,
       count(*) FILTER (WHERE tried) AS tried, count(*) FILTER (WHERE means = 'won') AS won,
       count(*) FILTER (WHERE means = 'lost') AS lost, count(*) FILTER (WHERE means NOT IN ('won', 'lost')) AS open,
       (1000 * count(*) FILTER (WHERE means = 'won') / nullif(count(*) FILTER (WHERE means IN ('won', 'lost')), 0))::int
           AS won_per_mille,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE took IS NOT NULL))::int AS median_days,
       coalesce(zone, '') AS zone
  FROM came
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, name_zh, zone, 4, 5
 ORDER BY venue, venue_id, period, part
 LIMIT 5000;
