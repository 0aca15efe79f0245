-- create
CREATE TABLE dim_card (
    card_key        uuid,
    member_key      uuid,
    product_key     uuid,
    venue_key       uuid,
    zone            text NOT NULL,
    price           numeric(14,2) NOT NULL,
    currency        text NOT NULL,
    issued_at       timestamptz NOT NULL,
    issued_date_key integer NOT NULL,
    PRIMARY KEY (card_key)
);
COMMENT ON TABLE dim_card IS '会员卡 | cards of members';
COMMENT ON COLUMN dim_card.card_key IS '卡键 | card';
COMMENT ON COLUMN dim_card.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN dim_card.product_key IS '商品键 | product: dim_product';
COMMENT ON COLUMN dim_card.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_card.zone IS '售卡场馆时区 | time zone of the selling venue';
COMMENT ON COLUMN dim_card.price IS '售价，含税 | price paid, tax included';
COMMENT ON COLUMN dim_card.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN dim_card.issued_at IS '发卡时间，UTC | when it was issued, UTC';
COMMENT ON COLUMN dim_card.issued_date_key IS '发卡日键，yyyymmdd | day of issue, yyyymmdd, in the zone';

-- project
INSERT INTO dim_card (card_key, member_key, product_key, venue_key, zone, price, currency, issued_at, issued_date_key)
SELECT (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'product_id')::uuid,
       (data ->> 'venue_id')::uuid, coalesce(data ->> 'zone', 'UTC'), archive.amount(data -> 'price'),
       data -> 'price' ->> 'currency', happened_at,
       archive.date_key((happened_at AT TIME ZONE coalesce(data ->> 'zone', 'UTC'))::date)
  FROM batch
 WHERE type = 'CardIssued'
ON CONFLICT (card_key) DO NOTHING;
