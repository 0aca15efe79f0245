-- create
CREATE TABLE fact_refund_share (
    refund_share_key text,
    order_id         uuid NOT NULL,
    member_key       uuid,
    venue_key        uuid,
    product_key      uuid,
    income_kind      text NOT NULL,
    amount           numeric(14,2) NOT NULL,
    tax              numeric(14,2) NOT NULL,
    currency         text NOT NULL,
    date_key         integer,
    happened_at      timestamptz NOT NULL,
    archived         bigint NOT NULL,
    PRIMARY KEY (refund_share_key)
);
CREATE INDEX ON fact_refund_share (date_key);
CREATE INDEX ON fact_refund_share (order_id);
CREATE INDEX ON fact_refund_share (archived);
COMMENT ON TABLE fact_refund_share IS '退款按商品的分摊 | refunds by the product they fall on';
COMMENT ON COLUMN fact_refund_share.refund_share_key IS '分摊键：退款号与序号 | refund and place';
COMMENT ON COLUMN fact_refund_share.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_refund_share.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_refund_share.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_refund_share.product_key IS '商品键 | product: dim_product';
COMMENT ON COLUMN fact_refund_share.income_kind IS '收入类别 | kind of income';
COMMENT ON COLUMN fact_refund_share.amount IS '退款金额，含税 | amount returned, tax included';
COMMENT ON COLUMN fact_refund_share.tax IS '其中税额 | tax in it';
COMMENT ON COLUMN fact_refund_share.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_refund_share.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_refund_share.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_refund_share.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_refund_share (refund_share_key, order_id, member_key, venue_key, product_key, income_kind, amount,
                               tax, currency, date_key, happened_at, archived)
SELECT (data ->> 'refund_id') || ':' || share.n, (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid,
       (data ->> 'venue_id')::uuid, (share.part ->> 'product_id')::uuid, share.part ->> 'kind',
       archive.amount(share.part -> 'amount'), archive.amount(share.part -> 'tax'),
       share.part -> 'amount' ->> 'currency', archive.date_key((data ->> 'day')::date), happened_at, archived
  FROM batch, jsonb_array_elements(data -> 'shares') WITH ORDINALITY AS share (part, n)
 WHERE type = 'OrderRefunded'
ON CONFLICT (refund_share_key) DO NOTHING;
