-- create
CREATE TABLE dim_card (
    card_key        uuid,
    member_key      uuid,
    holder_key      uuid,
    product_key     uuid,
    venue_key       uuid,
    zone            text NOT NULL,
    price           numeric(14,2) NOT NULL,
    currency        text NOT NULL,
    issued_at       timestamptz NOT NULL,
    issued_date_key integer NOT NULL,
    imported        boolean NOT NULL,
    valid_until     date NOT NULL,
    activate_by     date,
    notice_until    date,
    PRIMARY KEY (card_key)
);
COMMENT ON TABLE dim_card IS '会员卡 | cards of members';
COMMENT ON COLUMN dim_card.card_key IS '卡键 | card';
COMMENT ON COLUMN dim_card.member_key IS '发卡时的会员键（假名） | member it was issued to, pseudonymous: dim_member';
COMMENT ON COLUMN dim_card.holder_key IS '现持有人会员键（假名） | member who holds it now, pseudonymous: dim_member';
COMMENT ON COLUMN dim_card.product_key IS '现商品键 | product that it is of now: dim_product';
COMMENT ON COLUMN dim_card.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_card.zone IS '售卡场馆时区 | time zone of the selling venue';
COMMENT ON COLUMN dim_card.price IS '售价，含税 | price paid, tax included';
COMMENT ON COLUMN dim_card.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN dim_card.issued_at IS '发卡时间，UTC | when it was issued, UTC';
COMMENT ON COLUMN dim_card.issued_date_key IS '发卡日键，yyyymmdd | day of issue, yyyymmdd, in the zone';
COMMENT ON COLUMN dim_card.imported IS '是否自旧系统导入（不算销售） | whether taken over from an older system, which is no sale';
COMMENT ON COLUMN dim_card.valid_until IS '现止日（不含）；9999-12-31 为无止日 | its days end before this one, as it is now; 9999-12-31: no end';
COMMENT ON COLUMN dim_card.activate_by IS '最迟启用日；空为已启用 | begins on this day at the latest; none: it has begun';
COMMENT ON COLUMN dim_card.notice_until IS '按终止通知提前结束之日（不含）；空为无 | ends before this day by notice, sooner than it is paid; none: no such notice stands';

-- project
INSERT INTO dim_card (card_key, member_key, holder_key, product_key, venue_key, zone, price, currency, issued_at,
                      issued_date_key, imported, valid_until, activate_by)
SELECT (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'member_id')::uuid,
       (data ->> 'product_id')::uuid, (data ->> 'venue_id')::uuid, coalesce(data ->> 'zone', 'UTC'),
       archive.amount(data -> 'price'), data -> 'price' ->> 'currency', happened_at,
       archive.date_key((happened_at AT TIME ZONE coalesce(data ->> 'zone', 'UTC'))::date),
       data ->> 'order_id' IS NULL, (data -> 'valid' ->> 'until')::date, (data ->> 'activate_by')::date
  FROM batch
 WHERE type = 'CardIssued'
ON CONFLICT (card_key) DO NOTHING;

-- project
UPDATE dim_card
   SET valid_until = told.valid_until
  FROM (SELECT DISTINCT ON (data ->> 'card_id') (data ->> 'card_id')::uuid AS card_key,
               (data ->> 'valid_until')::date AS valid_until
          FROM batch
         WHERE type IN ('CardActivated', 'LotGranted', 'LotShortened', 'LotWithdrawn', 'ProductChanged', 'DaysGiven', 'CardFrozen',
                        'CardCutShort', 'FreezeEnded', 'ClosureCounted', 'MembershipRestCounted', 'NoticeGiven',
                        'NoticeWithdrawn', 'MembershipEnded')
         ORDER BY data ->> 'card_id', version DESC) AS told
 WHERE dim_card.card_key = told.card_key;

-- project
UPDATE dim_card
   SET activate_by = NULL
  FROM batch
 WHERE type = 'CardActivated' AND card_key = (data ->> 'card_id')::uuid;

-- project
UPDATE dim_card
   SET holder_key = told.holder_key
  FROM (SELECT DISTINCT ON (data ->> 'card_id') (data ->> 'card_id')::uuid AS card_key,
               (data ->> 'to_member_id')::uuid AS holder_key
          FROM batch
         WHERE type = 'CardTransferred'
         ORDER BY data ->> 'card_id', version DESC) AS told
 WHERE dim_card.card_key = told.card_key;

-- project
UPDATE dim_card
   SET product_key = told.product_key
  FROM (SELECT DISTINCT ON (data ->> 'card_id') (data ->> 'card_id')::uuid AS card_key,
               coalesce(data -> 'lot' ->> 'product_id', data ->> 'product_id')::uuid AS product_key
          FROM batch
         WHERE type IN ('ProductChanged', 'PlannedChangeMade')
         ORDER BY data ->> 'card_id', version DESC) AS told
 WHERE dim_card.card_key = told.card_key;

-- project
UPDATE dim_card
   SET notice_until = told.notice_until
  FROM (SELECT DISTINCT ON (data ->> 'card_id') (data ->> 'card_id')::uuid AS card_key,
               CASE WHEN data ->> 'ends' = 'notice' THEN (data ->> 'valid_until')::date END AS notice_until
          FROM batch
         WHERE type IN ('NoticeGiven', 'NoticeWithdrawn', 'MembershipEnded')
         ORDER BY data ->> 'card_id', version DESC) AS told
 WHERE dim_card.card_key = told.card_key;
