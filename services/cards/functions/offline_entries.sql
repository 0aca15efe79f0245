DROP FUNCTION IF EXISTS offline_entries(uuid, timestamptz);

-- Whom a venue's gates let in from this moment on without asking: for each live number of a card, and its codes, the
-- venue's days and the hours of the lots that cover it. Lost, cancelled and shut cards are not there, nor those of who was
-- erased, nor, from the day on which its gates refuse that, those with somebody who has not signed; those in grace are.
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
               least(lot.valid_until, card.given_up) AS until
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
           AND least(lot.valid_until, card.given_up) > today
           AND block.by_hand IS NULL
           AND block.erased_since IS NULL
           AND (block.shut IS NOT TRUE OR block.let_in_until >= today)
           AND (terms ->> 'venues' IS NULL OR terms -> 'venues' ? venue::text)
    ), cards AS (
        SELECT card_id, bool_or((terms ->> 'named')::boolean IS FALSE) AS bearer, min(today) AS today, min(lots.first) AS first, max(lots.until) AS until,
               CASE WHEN bool_or(jsonb_array_length(coalesce(terms -> 'hours', '[]')) = 0) THEN '[]'
                    ELSE jsonb_path_query_array(jsonb_agg(DISTINCT terms -> 'hours'), '$[*][*]') END AS hours
          FROM lots
         GROUP BY card_id
    ), unsigned AS (
        SELECT card_id, min(demanded.day) AS first
          FROM cards
         CROSS JOIN waivers_refused(venue, moment) AS demanded
         CROSS JOIN LATERAL people_of(card_id) AS person
         WHERE NOT cards.bearer
           AND NOT EXISTS (SELECT
                             FROM records_of(person) AS record
                             JOIN waiver_signature AS signed ON signed.member_id = record
                            WHERE signed.scope = demanded.scope
                              AND signed.number >= demanded.enough)
         GROUP BY card_id
    ), days AS (
        SELECT card_id, today, hours, unsigned.first AS unsigned_from,
               CASE WHEN rest.first <= greatest(cards.first, today) THEN rest.until
                    ELSE cards.first END AS first,
               CASE WHEN rest.first > greatest(cards.first, today) THEN least(cards.until, rest.first)
                    ELSE cards.until END AS until
          FROM cards
          LEFT JOIN unsigned USING (card_id)
          LEFT JOIN LATERAL (SELECT card_rest.first, card_rest.until
                               FROM card_rest
                              WHERE card_rest.card_id = cards.card_id
                                AND card_rest.until > card_rest.first
                                AND card_rest.until > today
                              ORDER BY card_rest.first
                              LIMIT 1) AS rest ON true
    )
    SELECT number, days.first, least(days.until, unsigned_from), hours
      FROM days
      JOIN card_number USING (card_id)
     WHERE live
       AND greatest(days.first, today) < least(days.until, unsigned_from)
     UNION ALL
    SELECT card_id || '.' || epoch_of(card_id), days.first, least(days.until, unsigned_from), hours
      FROM days
     WHERE greatest(days.first, today) < least(days.until, unsigned_from)
$$;
