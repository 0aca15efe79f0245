WITH guest AS (  -- a guest's first trial, and the membership that came of it
    SELECT DISTINCT ON (guest_key) 'guest' AS kind, trial.venue_key, date AS day, brought.guest_key IS NOT NULL AS brought,
           (converted_at AT TIME ZONE zone)::date - date AS took
      FROM bi.fact_guest_visit AS trial
      JOIN bi.dim_date USING (date_key)
      JOIN bi.dim_venue AS venue ON venue.venue_key = trial.venue_key
      LEFT JOIN bi.dim_guest USING (guest_key)
      LEFT JOIN (SELECT DISTINCT guest_key FROM bi.fact_guest_visit WHERE brought_by_key IS NOT NULL) AS brought
                USING (guest_key)
     WHERE kind = 'trial'
     ORDER BY guest_key, date, guest_visit_key
), bought AS (  -- a person's first trial card, and the first card after it that was sold and is none
    SELECT DISTINCT ON (trial.person_key) 'card' AS kind, trial.venue_key, tried.date AS day, false AS brought,
           sold.date - tried.date AS took
      FROM bi.v_lots AS trial
      JOIN bi.dim_date AS tried ON tried.date_key = trial.granted_date_key
      LEFT JOIN (SELECT person_key, date
                   FROM bi.v_lots
                   JOIN bi.dim_date ON date_key = granted_date_key
                  WHERE NOT trial AND kind = 'sale') AS sold
                ON sold.person_key = trial.person_key AND sold.date >= tried.date
     WHERE trial.trial AND trial.kind = 'sale'
     ORDER BY trial.person_key, tried.date, sold.date
), tried AS (
    SELECT * FROM guest UNION ALL SELECT * FROM bought
)
SELECT venue_key AS venue_id, name AS venue, date_trunc('month', day)::date AS month, kind, count(*) AS tried,
       count(*) FILTER (WHERE took <= %(within_days)s) AS converted,
       count(*) FILTER (WHERE took IS NULL AND day + %(within_days)s >= (%(now)s AT TIME ZONE zone)::date) AS open,
       (percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FILTER (WHERE took <= %(within_days)s))::integer AS median_days,
       count(*) FILTER (WHERE brought) AS brought_by_members, zone
  FROM tried
  JOIN bi.dim_venue USING (venue_key)
 WHERE day >= %(first)s AND day < %(until)s
   AND (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, 3, kind
 ORDER BY venue, venue_id, month, kind;
