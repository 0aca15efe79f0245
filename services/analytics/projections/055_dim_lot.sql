-- create
CREATE TABLE dim_lot (
    lot_key             uuid,
    card_key            uuid NOT NULL,
    member_key          uuid,
    product_key         uuid NOT NULL,
    product_version_key text NOT NULL,
    venue_key           uuid,
    kind                text NOT NULL,
    order_id            uuid,
    price               numeric(14,2) NOT NULL,
    currency            text NOT NULL,
    paid                numeric(14,2) NOT NULL,
    card_kind           text NOT NULL,
    visits              integer,
    value               numeric(14,2),
    trial               boolean NOT NULL,
    granted_date_key    integer NOT NULL,
    first_day           date NOT NULL,
    until_day           date NOT NULL,
    ended_by            text,
    ended_day           date,
    units_left          bigint,
    units_day           date,
    version             bigint NOT NULL,
    happened_at         timestamptz NOT NULL,
    recorded_at         timestamptz NOT NULL,
    archived            bigint NOT NULL,
    PRIMARY KEY (lot_key)
);
CREATE INDEX ON dim_lot (card_key);
CREATE INDEX ON dim_lot (member_key);
CREATE INDEX ON dim_lot (granted_date_key);
CREATE INDEX ON dim_lot (archived);
COMMENT ON TABLE dim_lot IS '卡上的权益批次：一次售出、续费、充值或赠送 | lots: one grant on a card each, by sale, renewal, top-up or gift';
COMMENT ON COLUMN dim_lot.lot_key IS '批次键；首批与卡同键 | lot; the first one has the card''s key';
COMMENT ON COLUMN dim_lot.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN dim_lot.member_key IS '获得者的会员键（假名） | member who got it, pseudonymous: dim_member';
COMMENT ON COLUMN dim_lot.product_key IS '商品键 | product: dim_product';
COMMENT ON COLUMN dim_lot.product_version_key IS '版本键 | version of the product: dim_product_version';
COMMENT ON COLUMN dim_lot.venue_key IS '售出场馆键 | venue that sold it: dim_venue';
COMMENT ON COLUMN dim_lot.kind IS '来源：sale 售出、renewal 续费、top_up 充值、upgrade 变更、gift 赠送、transfer 转入、import 导入（不算销售） | sale, renewal, top_up, upgrade, gift, transfer, or import, which is no sale';
COMMENT ON COLUMN dim_lot.order_id IS '订单号；导入与赠送为空 | order; none if imported or given';
COMMENT ON COLUMN dim_lot.price IS '批次价款，含税；变更时含抵扣 | price of the lot, tax included; of an upgrade the credit is in it';
COMMENT ON COLUMN dim_lot.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN dim_lot.paid IS '其中本次应付 | what was to be paid for it now, without a credit';
COMMENT ON COLUMN dim_lot.card_kind IS '卡类：term 期限、visits 次数、stored_value 储值 | term, visits or stored_value';
COMMENT ON COLUMN dim_lot.visits IS '次数 | visits it gave';
COMMENT ON COLUMN dim_lot.value IS '储值面额，含赠送 | value it gave, bonus included';
COMMENT ON COLUMN dim_lot.trial IS '是否体验 | whether it is a trial';
COMMENT ON COLUMN dim_lot.granted_date_key IS '获得日键，yyyymmdd，售卡场馆时区 | day of the grant, yyyymmdd, in the zone of the card';
COMMENT ON COLUMN dim_lot.first_day IS '现首日 | its first day, as it is now';
COMMENT ON COLUMN dim_lot.until_day IS '现止日（不含）；9999-12-31 为无止日 | its days end before this one, as it is now; 9999-12-31: no end';
COMMENT ON COLUMN dim_lot.ended_by IS '提前终止：withdrawn 退款收回、changed 变更卡种、cancelled 退卡；空为未提前终止 | withdrawn (refunded), changed (into another product) or cancelled with its card; none: it runs its days';
COMMENT ON COLUMN dim_lot.ended_day IS '终止日（不含） | over from this day on';
COMMENT ON COLUMN dim_lot.units_left IS '剩余次数或最小货币单位；期限卡与未用过的为空 | visits or minor units left; none: a term, or never used';
COMMENT ON COLUMN dim_lot.units_day IS '最近一次使用或退还之日，场馆时区 | day of the last use or return, of the venue';
COMMENT ON COLUMN dim_lot.version IS '获得时卡的事件序号 | version of the card''s stream when it was granted';
COMMENT ON COLUMN dim_lot.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN dim_lot.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN dim_lot.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
WITH granted AS (
    SELECT *, CASE type WHEN 'CardIssued'
                        THEN data || jsonb_build_object('lot_id', data -> 'card_id', 'kind', coalesce(data ->> 'kind', 'sale'))
                        ELSE data -> 'lot' END AS lot
      FROM batch
     WHERE type IN ('CardIssued', 'LotGranted', 'ProductChanged')
)
INSERT INTO dim_lot (lot_key, card_key, member_key, product_key, product_version_key, venue_key, kind, order_id, price,
                     currency, paid, card_kind, visits, value, trial, granted_date_key, first_day, until_day,
                     version, happened_at, recorded_at, archived)
SELECT (lot ->> 'lot_id')::uuid, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (lot ->> 'product_id')::uuid,
       (lot ->> 'product_id') || ':' || coalesce(lot ->> 'product_version', '1'), (lot ->> 'venue_id')::uuid,
       CASE WHEN type = 'CardIssued' AND lot ->> 'order_id' IS NULL AND lot ->> 'kind' = 'sale' THEN 'import'
            ELSE lot ->> 'kind' END,
       (lot ->> 'order_id')::uuid, archive.amount(lot -> 'price'), lot -> 'price' ->> 'currency',
       archive.amount(CASE type WHEN 'ProductChanged' THEN data -> 'paid' ELSE lot -> 'price' END),
       lot -> 'terms' ->> 'kind', (lot -> 'terms' ->> 'visits')::integer, archive.amount(lot -> 'terms' -> 'value'),
       coalesce((lot -> 'terms' ->> 'trial')::boolean, false),
       archive.date_key((happened_at AT TIME ZONE coalesce(dim_card.zone, 'UTC'))::date),
       (lot -> 'valid' ->> 'first')::date, (lot -> 'valid' ->> 'until')::date, version, happened_at, recorded_at,
       granted.archived
  FROM granted
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
ON CONFLICT (lot_key) DO NOTHING;

-- project
UPDATE dim_lot
   SET first_day = moved.first_day, until_day = moved.until_day,
       archived = greatest(dim_lot.archived, moved.archived)
  FROM (SELECT DISTINCT ON (lot ->> 'lot_id') (lot ->> 'lot_id')::uuid AS lot_key,
               (lot -> 'valid' ->> 'first')::date AS first_day, (lot -> 'valid' ->> 'until')::date AS until_day, archived
          FROM batch, jsonb_array_elements(data -> 'lots') AS lot
         WHERE type IN ('CardActivated', 'CardFrozen', 'FreezeEnded', 'DaysGiven', 'LotShortened', 'LotWithdrawn', 'ClosureCounted',
                        'MembershipRestCounted', 'CardCutShort')
         ORDER BY lot ->> 'lot_id', version DESC) AS moved
 WHERE dim_lot.lot_key = moved.lot_key;

-- project
UPDATE dim_lot
   SET units_left = used.units_left, units_day = used.units_day, archived = greatest(dim_lot.archived, used.archived)
  FROM (SELECT DISTINCT ON (use ->> 'lot_id') (use ->> 'lot_id')::uuid AS lot_key, (use ->> 'left')::bigint AS units_left,
               (data ->> 'day')::date AS units_day, archived
          FROM batch, jsonb_array_elements(data -> 'lots') AS use
         WHERE type IN ('EntryGranted', 'VisitHeld', 'HoldReleased', 'HoldSettled', 'VisitGivenBack',
                        'EntryTakenBack') AND use ? 'left'
         ORDER BY use ->> 'lot_id', version DESC) AS used
 WHERE dim_lot.lot_key = used.lot_key AND card_kind <> 'term';

-- project
WITH ended AS (  -- the first that ended it, in the order of its card's history
    SELECT DISTINCT ON (lot.lot_key) lot.lot_key, archived_event.archived,
           CASE type WHEN 'LotWithdrawn' THEN 'withdrawn' WHEN 'ProductChanged' THEN 'changed' ELSE 'cancelled' END AS ended_by,
           (archived_event.happened_at AT TIME ZONE coalesce(dim_card.zone, 'UTC'))::date AS ended_day
      FROM batch AS archived_event
      JOIN dim_lot AS lot ON lot.card_key = (data ->> 'card_id')::uuid AND lot.version < archived_event.version
       AND CASE type WHEN 'LotWithdrawn' THEN lot.lot_key = (data ->> 'lot_id')::uuid
                     WHEN 'ProductChanged' THEN lot.lot_key = (data ->> 'old_lot_id')::uuid ELSE true END
      LEFT JOIN dim_card ON dim_card.card_key = lot.card_key
     WHERE type IN ('LotWithdrawn', 'ProductChanged', 'CardCancelledAfterRefund', 'ImportedCardWithdrawn')
     ORDER BY lot.lot_key, archived_event.version
)
UPDATE dim_lot
   SET ended_by = ended.ended_by, ended_day = ended.ended_day,
       archived = greatest(dim_lot.archived, ended.archived)
  FROM ended
 WHERE dim_lot.lot_key = ended.lot_key AND dim_lot.ended_by IS NULL;
