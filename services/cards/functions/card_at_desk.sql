DROP FUNCTION IF EXISTS card_at_desk(timestamptz);

-- The cards as the desk sees them at a moment; its status is the first reason for which a gate would say no.
CREATE FUNCTION card_at_desk(moment timestamptz)
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
