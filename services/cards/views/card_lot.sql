-- on CardIssued
INSERT INTO card_lot (lot_id, card_id, place, kind, product_id, product_version, product_kind, order_id, venue_id,
                      price_amount, price_currency, value_currency, granted, remaining, bonus, valid_first, valid_until,
                      freeze_days, warn_days)
SELECT lot_id, %(card_id)s::uuid, 0, kind, product_id, product_version, product_kind, order_id, venue_id, price_amount,
       price_currency, value_currency, granted, coalesce(granted, 0), bonus, valid_first, valid_until, freeze_days, warn_days
  FROM lot_in_columns(jsonb_build_object(
           'lot_id', %(card_id)s::text, 'kind', %(kind)s::text, 'product_id', %(product_id)s::text,
           'product_version', %(product_version)s::integer, 'order_id', %(order_id)s::text,
           'venue_id', %(venue_id)s::text, 'terms', %(terms)s::jsonb,
           'price', jsonb_build_object('amount', %(price_amount)s::bigint, 'currency', %(price_currency)s::text),
           'valid', jsonb_build_object('first', %(valid_first)s::text, 'until', %(valid_until)s::text)))
ON CONFLICT (lot_id) DO NOTHING;

-- on LotGranted
INSERT INTO card_lot (lot_id, card_id, place, kind, product_id, product_version, product_kind, order_id, venue_id,
                      price_amount, price_currency, value_currency, granted, remaining, bonus, valid_first, valid_until,
                      freeze_days, warn_days)
SELECT lot_id, %(card_id)s::uuid, (SELECT count(*) FROM card_lot WHERE card_id = %(card_id)s::uuid), kind, product_id, product_version, product_kind, order_id, venue_id, price_amount,
       price_currency, value_currency, granted, coalesce(granted, 0), bonus, valid_first, valid_until, freeze_days, warn_days
  FROM lot_in_columns(%(lot)s::jsonb)
ON CONFLICT (lot_id) DO NOTHING;

-- on EntryGranted, VisitHeld, HoldReleased, HoldSettled, VisitGivenBack
UPDATE card_lot
   SET remaining = (lot ->> 'left')::bigint
  FROM lots_named(%(card_id)s::uuid, %(lots)s::jsonb,
                  jsonb_build_object('left', coalesce(%(visits_left)s::bigint, %(balance_amount)s::bigint, 0))) AS named
 WHERE lot_id = (lot ->> 'lot_id')::uuid;

-- on CardFrozen, FreezeEnded, CardActivated, DaysGiven, ClosureCounted, MembershipRestCounted
UPDATE card_lot
   SET valid_first = coalesce((lot #>> '{valid,first}')::date, valid_first), valid_until = (lot #>> '{valid,until}')::date
  FROM lots_named(%(card_id)s::uuid, %(lots)s::jsonb,
                  jsonb_build_object('valid', jsonb_build_object('until', %(valid_until)s::text))) AS named
 WHERE lot_id = (lot ->> 'lot_id')::uuid;

-- on LotWithdrawn
UPDATE card_lot
   SET closed = true, remaining = 0
 WHERE lot_id = %(lot_id)s;

-- on LotShortened
UPDATE card_lot
   SET price_amount = %(price_amount)s, valid_first = (lot #>> '{valid,first}')::date,
       valid_until = (lot #>> '{valid,until}')::date
  FROM jsonb_array_elements(%(lots)s::jsonb) AS lot
 WHERE lot_id = (lot ->> 'lot_id')::uuid;

-- on ProductChanged
WITH ended AS (
    UPDATE card_lot
       SET valid_until = (%(lot)s::jsonb #>> '{valid,first}')::date
     WHERE lot_id = %(old_lot_id)s::uuid
)
INSERT INTO card_lot (lot_id, card_id, place, kind, product_id, product_version, product_kind, order_id, venue_id,
                      price_amount, price_currency, value_currency, granted, remaining, bonus, valid_first, valid_until,
                      freeze_days, warn_days)
SELECT lot_id, %(card_id)s::uuid, (SELECT count(*) FROM card_lot WHERE card_id = %(card_id)s::uuid), kind, product_id, product_version, product_kind, order_id, venue_id, price_amount,
       price_currency, value_currency, granted, coalesce(granted, 0), bonus, valid_first, valid_until, freeze_days, warn_days
  FROM lot_in_columns(%(lot)s::jsonb)
ON CONFLICT (lot_id) DO NOTHING;

-- on CardCutShort
UPDATE card_lot
   SET valid_first = (lot #>> '{valid,first}')::date, valid_until = (lot #>> '{valid,until}')::date
  FROM jsonb_array_elements(%(lots)s::jsonb) AS lot
 WHERE lot_id = (lot ->> 'lot_id')::uuid;

-- on EntryTakenBack
UPDATE card_lot
   SET remaining = (lot ->> 'left')::bigint
  FROM jsonb_array_elements(%(lots)s::jsonb) AS lot
 WHERE lot_id = (lot ->> 'lot_id')::uuid;

-- on ImportedCardWithdrawn
DELETE FROM card_lot
 WHERE card_id = %(card_id)s;
