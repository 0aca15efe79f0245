-- create
CREATE TABLE fact_freeze_fee (
    freeze_fee_key uuid,
    card_rest_key  text NOT NULL,
    card_key       uuid NOT NULL,
    member_key     uuid,
    venue_key      uuid,
    month          integer NOT NULL,
    fee            numeric(14,2) NOT NULL,
    currency       text NOT NULL,
    date_key       integer,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (freeze_fee_key)
);
CREATE INDEX ON fact_freeze_fee (card_rest_key);
CREATE INDEX ON fact_freeze_fee (date_key);
CREATE INDEX ON fact_freeze_fee (archived);
COMMENT ON TABLE fact_freeze_fee IS '冻结费：每次收取一行 | fees of rests, each time that one falls due';
COMMENT ON COLUMN fact_freeze_fee.freeze_fee_key IS '冻结费键：其订单号 | the order of the fee';
COMMENT ON COLUMN fact_freeze_fee.card_rest_key IS '冻结键 | rest: fact_card_rest';
COMMENT ON COLUMN fact_freeze_fee.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_freeze_fee.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_freeze_fee.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_freeze_fee.month IS '第几个月，自 1 起 | which month of the rest, from 1 on';
COMMENT ON COLUMN fact_freeze_fee.fee IS '按条款的费用，含税；实付见订单 | fee by the terms, tax included; what was paid says the order';
COMMENT ON COLUMN fact_freeze_fee.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_freeze_fee.date_key IS '应付日键，yyyymmdd | day on which it is due, yyyymmdd';
COMMENT ON COLUMN fact_freeze_fee.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_freeze_fee.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_freeze_fee.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_freeze_fee (freeze_fee_key, card_rest_key, card_key, member_key, venue_key, month, fee, currency,
                             date_key, happened_at, recorded_at, archived)
SELECT (data ->> 'order_id')::uuid, (data ->> 'card_id') || ':' || (data -> 'rest' ->> 'first'), (data ->> 'card_id')::uuid,
       (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid, (data ->> 'month')::integer,
       archive.amount(data -> 'fee'), data -> 'fee' ->> 'currency', archive.date_key((data ->> 'day')::date), happened_at,
       recorded_at, archived
  FROM batch
 WHERE type = 'FreezeFeeDue'
ON CONFLICT (freeze_fee_key) DO NOTHING;
