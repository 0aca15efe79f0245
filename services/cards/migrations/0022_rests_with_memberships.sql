-- packs that rest with a membership, by the day from which that was agreed
CREATE TABLE card_rest_with (
    card_id       uuid NOT NULL,
    membership_id uuid NOT NULL,
    planned       date NOT NULL,
    first         date NOT NULL,
    until         date NOT NULL,
    PRIMARY KEY (card_id, membership_id, planned)
);

-- all days on which a card opens nothing: its own freezes, and rests with a membership, which no quota counts
CREATE VIEW card_rest AS
    SELECT card_id, first, until
      FROM card_freeze
     UNION ALL
    SELECT card_id, first, until
      FROM card_rest_with;

-- The cards as the desk sees them at a moment; its status is the first reason for which a gate would say no.
CREATE OR REPLACE FUNCTION card_at_desk(moment timestamptz)
RETURNS TABLE (
    card_id uuid, number text, member_id uuid, venue_id uuid, product_id uuid, product text, product_zh text, kind text,
    status text, valid_first date, valid_until date, activate_by date, visits_left integer, balance_amount bigint,
    balance_currency text, freeze_days_left integer, frozen_first date, frozen_until date, lots integer, today date,
    warn_from date, grade text, grade_name text, grade_name_zh text
) LANGUAGE sql STABLE AS $$
    SELECT card.card_id, number, member_id, card.venue_id, product.product_id, product.name, product.name_zh, card.kind,
           CASE WHEN cancelled THEN 'cancelled'
                WHEN lost THEN 'lost'
                WHEN activate_by > today THEN 'not_activated'
                WHEN today < held.first THEN 'not_yet_valid'
                WHEN today >= frozen.first THEN 'frozen'
                WHEN today >= held.until THEN 'expired'
                ELSE 'active' END,
           held.first, held.until, activate_by, held.visits::integer, held.value::bigint, held.currency,
           (held.freeze_days - rested.days)::integer, frozen.first, frozen.until, held.lots::integer, today,
           CASE WHEN held.until < '9999-12-31' THEN held.until - held.warn_days END,
           shown.grade, shown.grade_name, shown.grade_name_zh
      FROM card
     CROSS JOIN LATERAL (SELECT (moment AT TIME ZONE zone)::date AS today) AS calendar
      LEFT JOIN LATERAL card_shown_as(card.card_id, today) AS shown ON true
      JOIN product ON product.product_id = coalesce(shown.product_id, card.product_id)
     CROSS JOIN LATERAL (SELECT min(lot.valid_first) AS first, least(max(lot.valid_until), card.given_up) AS until,
                                CASE WHEN bool_or(product_kind = 'visits')
                                     THEN coalesce(sum(remaining) FILTER (WHERE product_kind = 'visits'
                                                                            AND lot.valid_until > today), 0)
                                 END AS visits,
                                CASE WHEN bool_or(product_kind = 'stored_value')
                                     THEN coalesce(sum(remaining) FILTER (WHERE product_kind = 'stored_value'
                                                                            AND lot.valid_until > today), 0)
                                 END AS value,
                                min(value_currency) AS currency, sum(lot.freeze_days) AS freeze_days,
                                max(warn_days) AS warn_days, count(*) AS lots
                           FROM card_lot AS lot
                          WHERE lot.card_id = card.card_id
                            AND NOT (closed AND EXISTS (SELECT FROM card_lot AS other
                                                         WHERE other.card_id = card.card_id AND NOT other.closed))
                        ) AS held
     CROSS JOIN LATERAL (SELECT coalesce(sum(until - first), 0)::integer AS days
                           FROM card_freeze
                          WHERE card_freeze.card_id = card.card_id) AS rested
      LEFT JOIN LATERAL (SELECT first, until
                           FROM card_rest
                          WHERE card_rest.card_id = card.card_id
                            AND until > first
                            AND until > today
                          ORDER BY first
                          LIMIT 1) AS frozen ON true
$$;

-- Whom a venue's gates let in from this moment on without asking: for each live number of a card, and its codes, the
-- venue's days and the hours of the lots that cover it. Lost, cancelled and shut cards are not there; those in grace are.
CREATE OR REPLACE FUNCTION offline_entries(venue uuid, moment timestamptz)
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
          LEFT JOIN LATERAL (SELECT card_rest.first, card_rest.until
                               FROM card_rest
                              WHERE card_rest.card_id = cards.card_id
                                AND card_rest.until > card_rest.first
                                AND card_rest.until > today
                              ORDER BY card_rest.first
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
