-- create
CREATE TABLE fact_lot_days (
    lot_days_key text,
    lot_key      uuid NOT NULL,
    card_key     uuid NOT NULL,
    first_day    date,
    until_day    date,
    ended_day    date,
    version      bigint NOT NULL,
    happened_at  timestamptz NOT NULL,
    recorded_at  timestamptz NOT NULL,
    archived     bigint NOT NULL,
    PRIMARY KEY (lot_days_key)
);
CREATE INDEX ON fact_lot_days (lot_key);
CREATE INDEX ON fact_lot_days (card_key);
CREATE INDEX ON fact_lot_days (archived);
COMMENT ON TABLE fact_lot_days IS '权益批次日期的每次变动，供按当时所知查询 | every change of the days of a lot, for questions as of an instant';
COMMENT ON COLUMN fact_lot_days.lot_days_key IS '变动键：事件与批次 | what happened, and to which lot';
COMMENT ON COLUMN fact_lot_days.lot_key IS '批次键 | lot: dim_lot';
COMMENT ON COLUMN fact_lot_days.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_lot_days.first_day IS '首日；空为终止 | first day; none: it was over';
COMMENT ON COLUMN fact_lot_days.until_day IS '止日（不含）；空为终止 | its days end before this one; none: it was over';
COMMENT ON COLUMN fact_lot_days.ended_day IS '终止日（不含） | over from this day on';
COMMENT ON COLUMN fact_lot_days.version IS '卡的事件序号 | version of the card''s stream';
COMMENT ON COLUMN fact_lot_days.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_lot_days.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_lot_days.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_lot_days (lot_days_key, lot_key, card_key, first_day, until_day, version, happened_at, recorded_at,
                           archived)
SELECT id || ':' || (lot ->> 'lot_id'), (lot ->> 'lot_id')::uuid, (data ->> 'card_id')::uuid,
       (lot -> 'valid' ->> 'first')::date, (lot -> 'valid' ->> 'until')::date, version, happened_at, recorded_at,
       archived
  FROM batch
 CROSS JOIN LATERAL jsonb_array_elements(
       CASE WHEN type = 'CardIssued'
            THEN jsonb_build_array(jsonb_build_object('lot_id', data -> 'card_id', 'valid', data -> 'valid'))
            WHEN type IN ('LotGranted', 'ProductChanged') THEN jsonb_build_array(data -> 'lot')
            ELSE data -> 'lots' END) AS lot
 WHERE type IN ('CardIssued', 'LotGranted', 'ProductChanged', 'CardActivated', 'CardFrozen', 'FreezeEnded', 'DaysGiven',
                'LotShortened', 'LotWithdrawn', 'ClosureCounted', 'MembershipRestCounted', 'CardCutShort')
ON CONFLICT (lot_days_key) DO NOTHING;

-- project
INSERT INTO fact_lot_days (lot_days_key, lot_key, card_key, ended_day, version, happened_at, recorded_at, archived)
SELECT id || ':' || lot.lot_key || ':over', lot.lot_key, lot.card_key,
       (batch.happened_at AT TIME ZONE coalesce(dim_card.zone, 'UTC'))::date, batch.version, batch.happened_at,
       batch.recorded_at, batch.archived
  FROM batch
  JOIN dim_lot AS lot ON lot.card_key = (data ->> 'card_id')::uuid AND lot.version < batch.version
   AND CASE type WHEN 'LotWithdrawn' THEN lot.lot_key = (data ->> 'lot_id')::uuid
                 WHEN 'ProductChanged' THEN lot.lot_key = (data ->> 'old_lot_id')::uuid ELSE true END
  LEFT JOIN dim_card ON dim_card.card_key = lot.card_key
 WHERE type IN ('LotWithdrawn', 'ProductChanged', 'CardCancelledAfterRefund', 'ImportedCardWithdrawn')
ON CONFLICT (lot_days_key) DO NOTHING;
