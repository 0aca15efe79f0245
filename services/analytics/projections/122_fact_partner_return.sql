-- create
CREATE TABLE fact_partner_return (
    partner_return_key uuid,
    order_id           uuid NOT NULL,
    venue_key          uuid,
    amount             numeric(14,2) NOT NULL,
    currency           text NOT NULL,
    date_key           integer,
    happened_at        timestamptz NOT NULL,
    archived           bigint NOT NULL,
    PRIMARY KEY (partner_return_key)
);
CREATE INDEX ON fact_partner_return (date_key);
CREATE INDEX ON fact_partner_return (archived);
COMMENT ON TABLE fact_partner_return IS '退给企业的部分 | what goes back to a company of its part of an order';
COMMENT ON COLUMN fact_partner_return.partner_return_key IS '退款键，同 fact_payment | return, as in fact_payment';
COMMENT ON COLUMN fact_partner_return.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_partner_return.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_partner_return.amount IS '金额，含税 | amount, tax included';
COMMENT ON COLUMN fact_partner_return.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_partner_return.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_partner_return.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_partner_return.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_partner_return (partner_return_key, order_id, venue_key, amount, currency, date_key, happened_at, archived)
SELECT id, (data ->> 'order_id')::uuid, (data ->> 'venue_id')::uuid, sum(archive.amount(way -> 'amount')),
       max(way -> 'amount' ->> 'currency'), archive.date_key((data ->> 'day')::date), happened_at, archived
  FROM batch, jsonb_array_elements(data -> 'returned_by') AS way
 WHERE type IN ('OrderRefunded', 'UnusedCredited') AND way ->> 'method' = 'partner'
 GROUP BY id, data, happened_at, archived
ON CONFLICT (partner_return_key) DO NOTHING;
