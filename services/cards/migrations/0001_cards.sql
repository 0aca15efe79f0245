CREATE TABLE product (
    product_id uuid PRIMARY KEY,
    name       text NOT NULL,
    name_zh    text NOT NULL,
    terms      jsonb NOT NULL
);

CREATE TABLE gate (
    venue_id uuid PRIMARY KEY,
    zone     text NOT NULL
);

-- what is left excludes what is set aside for bookings; valid_until is not included, 9999-12-31 is never
CREATE TABLE card (
    card_id          uuid PRIMARY KEY,
    number           text NOT NULL UNIQUE,
    member_id        uuid NOT NULL,
    product_id       uuid NOT NULL,
    kind             text NOT NULL,
    zone             text NOT NULL,
    valid_first      date NOT NULL,
    valid_until      date NOT NULL,
    visits_left      integer,
    balance_amount   bigint,
    balance_currency text,
    freeze_days      integer NOT NULL,
    lost             boolean NOT NULL DEFAULT false,
    cancelled        boolean NOT NULL DEFAULT false
);
CREATE INDEX ON card (member_id);

-- a freeze that was called off has no days: until = first
CREATE TABLE card_freeze (
    card_id uuid NOT NULL,
    first   date NOT NULL,
    planned date NOT NULL,  -- the end it was given
    until   date NOT NULL,
    PRIMARY KEY (card_id, first, planned)
);

CREATE TABLE swipe (
    swipe_id    uuid PRIMARY KEY,
    card_id     uuid NOT NULL,
    member_id   uuid NOT NULL,
    venue_id    uuid NOT NULL,
    at          timestamptz NOT NULL,
    direction   text NOT NULL,
    granted     boolean NOT NULL,
    reason      jsonb,
    visits_left integer
);
CREATE INDEX ON swipe (venue_id, at DESC);

-- where each card was last let in, and when it left
CREATE TABLE presence (
    card_id    uuid PRIMARY KEY,
    venue_id   uuid NOT NULL,
    day        date NOT NULL,
    entered_at timestamptz NOT NULL,
    left_at    timestamptz
);
CREATE INDEX ON presence (venue_id) WHERE left_at IS NULL;

-- The cards as the desk sees them at a moment; its status is the first reason for which a gate would say no.
CREATE FUNCTION card_at_desk(moment timestamptz)
RETURNS TABLE (
    card_id uuid, number text, member_id uuid, product_id uuid, product text, product_zh text, kind text, status text,
    valid_first date, valid_until date, visits_left integer, balance_amount bigint, balance_currency text,
    freeze_days_left integer, frozen_first date, frozen_until date
) LANGUAGE sql STABLE AS $$
    SELECT card.card_id, number, member_id, card.product_id, product.name, product.name_zh, kind,
           CASE WHEN cancelled THEN 'cancelled'
                WHEN lost THEN 'lost'
                WHEN today < valid_first THEN 'not_yet_valid'
                WHEN today >= frozen.first THEN 'frozen'
                WHEN today >= valid_until THEN 'expired'
                ELSE 'active' END,
           valid_first, valid_until, visits_left, balance_amount, balance_currency,
           freeze_days - rested.days, frozen.first, frozen.until
      FROM card
      JOIN product USING (product_id)
     CROSS JOIN LATERAL (SELECT (moment AT TIME ZONE zone)::date AS today) AS calendar
     CROSS JOIN LATERAL (SELECT coalesce(sum(until - first), 0)::integer AS days
                           FROM card_freeze
                          WHERE card_freeze.card_id = card.card_id) AS rested
      LEFT JOIN LATERAL (SELECT first, until
                           FROM card_freeze
                          WHERE card_freeze.card_id = card.card_id
                            AND until > first
                            AND until > today
                          ORDER BY first
                          LIMIT 1) AS frozen ON true
$$;
