-- what a card holds: one row a lot; what is left excludes what is set aside, in visits or minor units, 0 of a term
CREATE TABLE card_lot (
    lot_id          uuid PRIMARY KEY,
    card_id         uuid NOT NULL,
    place           integer NOT NULL,
    kind            text NOT NULL,
    product_id      uuid NOT NULL,
    product_version integer NOT NULL,
    product_kind    text NOT NULL,
    order_id        uuid,
    venue_id        uuid NOT NULL,
    price_amount    bigint NOT NULL,
    price_currency  text NOT NULL,
    value_currency  text,
    granted         bigint,
    remaining       bigint NOT NULL,
    bonus           bigint NOT NULL,
    valid_first     date NOT NULL,
    valid_until     date NOT NULL,
    freeze_days     integer NOT NULL,
    warn_days       integer NOT NULL,
    closed          boolean NOT NULL DEFAULT false
);
CREATE INDEX ON card_lot (card_id);

-- every version of a product; the first holds since ever
CREATE TABLE product_version (
    product_id uuid NOT NULL,
    version    integer NOT NULL,
    name       text NOT NULL,
    name_zh    text NOT NULL,
    terms      jsonb NOT NULL,
    effective  date,
    PRIMARY KEY (product_id, version)
);

INSERT INTO product_version (product_id, version, name, name_zh, terms)
SELECT product_id, 1, name, name_zh, terms
  FROM product;

-- A lot, as it lies in the log, in columns.
CREATE FUNCTION lot_in_columns(lot jsonb)
RETURNS TABLE (
    lot_id uuid, kind text, product_id uuid, product_version integer, product_kind text, order_id uuid, venue_id uuid,
    price_amount bigint, price_currency text, value_currency text, granted bigint, bonus bigint, valid_first date,
    valid_until date, freeze_days integer, warn_days integer
) LANGUAGE sql IMMUTABLE AS $$
    SELECT (lot ->> 'lot_id')::uuid, coalesce(lot ->> 'kind', 'sale'), (lot ->> 'product_id')::uuid,
           coalesce((lot ->> 'product_version')::integer, 1), terms ->> 'kind', (lot ->> 'order_id')::uuid,
           (lot ->> 'venue_id')::uuid, (lot #>> '{price,amount}')::bigint, lot #>> '{price,currency}',
           CASE terms ->> 'kind' WHEN 'stored_value' THEN terms #>> '{value,currency}' END,
           CASE terms ->> 'kind' WHEN 'stored_value' THEN (terms #>> '{value,amount}')::bigint
                                 WHEN 'visits' THEN (terms ->> 'visits')::bigint END,
           coalesce((terms #>> '{bonus,amount}')::bigint, 0),
           (lot #>> '{valid,first}')::date, (lot #>> '{valid,until}')::date,
           coalesce((terms ->> 'freeze_days')::integer, 0), coalesce((terms ->> 'warn_days')::integer, 7)
      FROM (SELECT lot -> 'terms' AS terms) AS copied
$$;

INSERT INTO card_lot (lot_id, card_id, place, kind, product_id, product_version, product_kind, order_id, venue_id,
                      price_amount, price_currency, value_currency, granted, remaining, bonus, valid_first, valid_until,
                      freeze_days, warn_days)
SELECT card.card_id, card.card_id, 0, lot.kind, lot.product_id, product_version, product_kind, order_id, venue_id,
       price_amount, price_currency, value_currency, granted, coalesce(visits_left, balance_amount, 0), bonus,
       card.valid_first, card.valid_until, card.freeze_days, warn_days
  FROM card
  JOIN event ON stream = 'card-' || card.card_id AND type = 'CardIssued'
 CROSS JOIN LATERAL lot_in_columns(data::jsonb || jsonb_build_object('lot_id', card.card_id)) AS lot;

ALTER TABLE card ADD COLUMN venue_id uuid, ADD COLUMN activate_by date;
UPDATE card SET venue_id = card_lot.venue_id FROM card_lot WHERE card_lot.lot_id = card.card_id;
ALTER TABLE card ALTER COLUMN venue_id SET NOT NULL;
ALTER TABLE card DROP COLUMN visits_left, DROP COLUMN balance_amount, DROP COLUMN balance_currency,
                 DROP COLUMN freeze_days;

-- What lots of a card have left, and their days, as an event names them; an event from before lots were named
-- (`lots` is empty) speaks of the only one.
CREATE FUNCTION lots_named(card uuid, lots jsonb, sole jsonb) RETURNS TABLE (lot jsonb) LANGUAGE sql STABLE AS $$
    SELECT jsonb_array_elements(lots)
     UNION ALL
    SELECT sole || jsonb_build_object('lot_id', card)
     WHERE lots = '[]'
       AND NOT EXISTS (SELECT FROM card_lot WHERE card_id = card AND lot_id <> card)
$$;

DROP FUNCTION card_at_desk;

-- The cards as the desk sees them at a moment; its status is the first reason for which a gate would say no.
CREATE FUNCTION card_at_desk(moment timestamptz)
RETURNS TABLE (
    card_id uuid, number text, member_id uuid, venue_id uuid, product_id uuid, product text, product_zh text, kind text,
    status text, valid_first date, valid_until date, activate_by date, visits_left integer, balance_amount bigint,
    balance_currency text, freeze_days_left integer, frozen_first date, frozen_until date, lots integer, today date,
    warn_from date
) LANGUAGE sql STABLE AS $$
    SELECT card.card_id, number, member_id, card.venue_id, card.product_id, product.name, product.name_zh, card.kind,
           CASE WHEN cancelled THEN 'cancelled'
                WHEN lost THEN 'lost'
                WHEN activate_by > today THEN 'not_activated'
                WHEN today < held.first THEN 'not_yet_valid'
                WHEN today >= frozen.first THEN 'frozen'
                WHEN today >= held.until THEN 'expired'
                ELSE 'active' END,
           held.first, held.until, activate_by, held.visits::integer, held.value::bigint, held.currency,
           (held.freeze_days - rested.days)::integer, frozen.first, frozen.until, held.lots::integer, today,
           CASE WHEN held.until < '9999-12-31' THEN held.until - held.warn_days END
      FROM card
      JOIN product USING (product_id)
     CROSS JOIN LATERAL (SELECT (moment AT TIME ZONE zone)::date AS today) AS calendar
     CROSS JOIN LATERAL (SELECT min(lot.valid_first) AS first, max(lot.valid_until) AS until,
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
                           FROM card_freeze
                          WHERE card_freeze.card_id = card.card_id
                            AND until > first
                            AND until > today
                          ORDER BY first
                          LIMIT 1) AS frozen ON true
$$;
