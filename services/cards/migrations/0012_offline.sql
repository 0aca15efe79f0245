-- devices at gates, as they were last heard
CREATE TABLE gate_device (
    device_id    text PRIMARY KEY,
    venue_id     uuid NOT NULL,
    heard_at     timestamptz NOT NULL,
    list_version text,
    expires_at   timestamptz
);
CREATE INDEX ON gate_device (venue_id);

-- entries of offline gates that the rules would have refused; outcome NULL: nobody has looked yet
CREATE TABLE offline_conflict (
    swipe_id     uuid PRIMARY KEY,
    card_id      uuid NOT NULL,
    member_id    uuid NOT NULL,
    venue_id     uuid NOT NULL,
    at           timestamptz NOT NULL,
    uploaded_at  timestamptz NOT NULL,
    reason       jsonb NOT NULL,
    counted      boolean NOT NULL,
    list_version text,
    outcome      text
);
CREATE INDEX ON offline_conflict (venue_id, at DESC);

-- How often each card was replaced or passed on: what was shown before is worth nothing.
CREATE FUNCTION epoch_of(card uuid) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM replacement WHERE card_id = card AND status = 'made')
         + (SELECT count(*) FROM application WHERE card_id = card AND kind = 'transfer' AND status = 'approved')
$$;

-- What a venue's policy says on its day, NULL without one.
CREATE FUNCTION gate_policy_at(venue uuid, moment timestamptz) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT policy
      FROM gate_policy
      JOIN gate USING (venue_id)
     WHERE venue_id = venue
       AND effective <= (moment AT TIME ZONE zone)::date
     ORDER BY effective DESC
     LIMIT 1
$$;

-- Whom a venue's gates let in from this moment on without asking: for each live number of a card, and its codes, the
-- venue's days and the hours of the lots that cover it. Lost, cancelled and shut cards are not there; those in grace are.
CREATE FUNCTION offline_entries(venue uuid, moment timestamptz)
RETURNS TABLE (key text, first date, until date, hours jsonb) LANGUAGE sql STABLE AS $$
    WITH here AS (
        SELECT (moment AT TIME ZONE zone)::date AS today
          FROM gate
         WHERE venue_id = venue
    ), lots AS (
        SELECT lot.card_id, today, terms,
               CASE WHEN activate_by > today AND terms ->> 'activation' = 'first_visit' THEN today
                    ELSE lot.valid_first END AS first,
               lot.valid_until AS until
          FROM here
         CROSS JOIN card_lot AS lot
          JOIN card USING (card_id)
          JOIN product_version ON product_version.product_id = lot.product_id
                              AND product_version.version = lot.product_version
          LEFT JOIN card_block AS block USING (card_id)
         WHERE NOT lot.closed
           AND NOT card.lost
           AND NOT card.cancelled
           AND (product_kind = 'term' OR remaining > 0)
           AND lot.valid_until > today
           AND block.by_hand IS NULL
           AND (block.shut IS NOT TRUE OR block.let_in_until >= today)
           AND (terms ->> 'venues' IS NULL OR terms -> 'venues' ? venue::text)
    ), cards AS (
        SELECT card_id, min(today) AS today, min(lots.first) AS first, max(lots.until) AS until,
               CASE WHEN bool_or(jsonb_array_length(coalesce(terms -> 'hours', '[]')) = 0) THEN '[]'
                    ELSE jsonb_path_query_array(jsonb_agg(DISTINCT terms -> 'hours'), '$[*][*]') END AS hours
          FROM lots
         GROUP BY card_id
    ), days AS (
        SELECT card_id, hours,
               CASE WHEN rest.first <= greatest(cards.first, today) THEN rest.until
                    ELSE cards.first END AS first,
               CASE WHEN rest.first > greatest(cards.first, today) THEN least(cards.until, rest.first)
                    ELSE cards.until END AS until
          FROM cards
          LEFT JOIN LATERAL (SELECT card_freeze.first, card_freeze.until
                               FROM card_freeze
                              WHERE card_freeze.card_id = cards.card_id
                                AND card_freeze.until > card_freeze.first
                                AND card_freeze.until > today
                              ORDER BY card_freeze.first
                              LIMIT 1) AS rest ON true
    )
    SELECT number, days.first, days.until, hours
      FROM days
      JOIN card_number USING (card_id)
     WHERE live
       AND days.first < days.until
     UNION ALL
    SELECT card_id || '.' || epoch_of(card_id), days.first, days.until, hours
      FROM days
     WHERE days.first < days.until
$$;
