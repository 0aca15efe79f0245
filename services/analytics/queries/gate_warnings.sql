WITH foretold (warning, refusal) AS (
    VALUES ('CardEndsSoon', 'CardExpired'), ('RenewalOffered', 'CardExpired'), ('DebtShutsSoon', 'CardInDebt'),
           ('VisitsRunLow', 'NoVisitsLeft'), ('BalanceRunsLow', 'BalanceTooLow'), ('FreezeBeginsSoon', 'CardFrozenNow'),
           ('VisitCapNear', 'VisitCapReached'), ('RestedCapNear', 'RestedCapReached')
), entered AS (
    SELECT venue_key, count(*) AS entries
      FROM bi.fact_checkin
     WHERE granted AND taken_back_at IS NULL AND date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
     GROUP BY venue_key
), warned AS (
    SELECT told.venue_key, told.warning, coalesce(person_key, told.member_key) AS person_key, told.card_key, told.happened_at,
           EXISTS (SELECT FROM bi.fact_checkin AS swipe
                    WHERE swipe.card_key = told.card_key AND NOT granted AND reason = refusal
                      AND swipe.happened_at > told.happened_at
                      AND swipe.happened_at <= told.happened_at + make_interval(days => %(within_days)s)) AS refused
      FROM bi.fact_gate_warning AS told
      LEFT JOIN bi.dim_member USING (member_key)
      LEFT JOIN foretold USING (warning)
     WHERE date_key >= archive.date_key(%(first)s) AND date_key < archive.date_key(%(until)s)
)
SELECT venue_key AS venue_id, coalesce(name, '') AS venue, warning, count(*) AS warned, count(DISTINCT card_key) AS cards,
       count(DISTINCT person_key) AS members, count(DISTINCT card_key) FILTER (WHERE refused) AS refused_cards,
       coalesce(max(entries), 0) AS entries, coalesce(zone, '') AS zone
  FROM warned
  LEFT JOIN entered USING (venue_key)
  LEFT JOIN bi.dim_venue USING (venue_key)
 WHERE (%(venue_id)s::uuid IS NULL OR venue_key = %(venue_id)s::uuid)
   AND (%(actor_venues)s::text[] IS NULL OR venue_key::text = ANY (%(actor_venues)s::text[]))
 GROUP BY venue_key, name, zone, warning
 ORDER BY venue, venue_id, warned DESC, warning;
