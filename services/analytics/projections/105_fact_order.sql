-- create
CREATE TABLE fact_order (
    order_key   uuid,
    member_key  uuid,
    payer_key   uuid,
    venue_key   uuid,
    seller_key  text,
    total       numeric(14,2) NOT NULL,
    currency    text NOT NULL,
    date_key    integer,
    happened_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (order_key)
);
CREATE INDEX ON fact_order (date_key);
CREATE INDEX ON fact_order (archived);
COMMENT ON TABLE fact_order IS '下单，无论是否已付；付清的明细见 fact_order_line | orders as they were placed, paid or not; the lines of those that are paid are in fact_order_line';
COMMENT ON COLUMN fact_order.order_key IS '订单键 | order';
COMMENT ON COLUMN fact_order.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_order.payer_key IS '代付人键（假名）；空为会员本人 | who pays, pseudonymous: dim_member; none: the member';
COMMENT ON COLUMN fact_order.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_order.seller_key IS '下单员工的员工键；空为会员自助或自动 | member of staff who placed it; none: the member, the payer, or a service';
COMMENT ON COLUMN fact_order.total IS '总额，含税 | total, tax included';
COMMENT ON COLUMN fact_order.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_order.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_order.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_order.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_order (order_key, member_key, payer_key, venue_key, seller_key, total, currency, date_key, happened_at, archived)
SELECT (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'payer_id')::uuid, (data ->> 'venue_id')::uuid,
       CASE WHEN actor NOT LIKE '%:%' AND actor <> data ->> 'member_id' AND actor <> coalesce(data ->> 'payer_id', '')
            THEN actor END,
       archive.amount(data -> 'total'), data -> 'total' ->> 'currency', archive.date_key((data ->> 'day')::date), happened_at,
       archived
  FROM batch
 WHERE type = 'OrderPlaced'
ON CONFLICT (order_key) DO NOTHING;
