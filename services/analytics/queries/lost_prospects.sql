SELECT followed.venue_key AS venue_id, coalesce(venue.name, '') AS venue, coalesce(venue.name_zh, '') AS venue_zh,
       greatest(date_trunc(%(by_period)s, date::timestamp)::date, %(first)s) AS period, lost.reason,
       coalesce(why.name, lost.reason) AS name, coalesce(why.name_zh, lost.reason) AS name_zh, lost.former AS stage,
       count(*) AS lost, count(*) FILTER (WHERE back) AS back, coalesce(zone, '') AS zone
  FROM bi.fact_prospect_step AS lost
  JOIN bi.dim_date USING (date_key)
 CROSS JOIN LATERAL (SELECT held.venue_key
                       FROM bi.fact_prospect_step AS held
                      WHERE held.guest_key = lost.guest_key AND held.version < lost.version AND held.venue_key IS NOT NULL
                      ORDER BY held.version DESC
                      LIMIT 1) AS followed
 CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM bi.fact_prospect_step AS later
                                     WHERE later.guest_key = lost.guest_key AND later.version > lost.version
                                       AND later.change = 'moved' AND later.means <> 'lost') AS back) AS later
  LEFT JOIN bi.dim_venue AS venue ON venue.venue_key = followed.venue_key
  LEFT JOIN bi.dim_lost_reason AS why ON why.reason = lost.reason
 WHERE lost.change = 'moved' AND lost.means = 'lost'
   AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
   AND (%(venue_id)s::uuid IS NULL OR followed.venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR followed.venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY followed.venue_key, venue.name, venue.name_zh, zone, 4, lost.reason, why.name, why.name_zh, lost.former
 ORDER BY venue, venue_id, period, reason, stage
 LIMIT 5000;
