-- create
CREATE TABLE fact_order_line (
    order_line_key text,
    order_id       uuid NOT NULL,
    member_key     uuid,
    venue_key      uuid,
    product_key    uuid,
    income_kind    text NOT NULL,
    quantity       integer NOT NULL,
    amount         numeric(14,2) NOT NULL,
    tax            numeric(14,2) NOT NULL,
    currency       text NOT NULL,
    partner_key    uuid,
    listed         numeric(14,2),
    employer       numeric(14,2),
    discount       numeric(14,2) NOT NULL,
    discount_level text,
    offer_key      uuid,
    date_key       integer,
    happened_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (order_line_key)
);
CREATE INDEX ON fact_order_line (date_key);
CREATE INDEX ON fact_order_line (member_key);
CREATE INDEX ON fact_order_line (archived);
COMMENT ON TABLE fact_order_line IS '已付清订单的明细行 | lines of orders that are paid in full';
COMMENT ON COLUMN fact_order_line.order_line_key IS '明细键：订单号与行号 | order and line';
COMMENT ON COLUMN fact_order_line.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_order_line.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_order_line.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_order_line.product_key IS '商品键 | product: dim_product';
COMMENT ON COLUMN fact_order_line.income_kind IS '收入类别 | kind of income';
COMMENT ON COLUMN fact_order_line.quantity IS '数量 | quantity';
COMMENT ON COLUMN fact_order_line.amount IS '金额，含税 | amount, tax included';
COMMENT ON COLUMN fact_order_line.tax IS '其中税额 | tax in it';
COMMENT ON COLUMN fact_order_line.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_order_line.partner_key IS '企业价所依协议键；空为非企业价 | agreement by whose price it was sold: dim_partner; none: by no partner''s price';
COMMENT ON COLUMN fact_order_line.listed IS '原价合计 | what it would have cost without it';
COMMENT ON COLUMN fact_order_line.employer IS '金额中企业承担部分 | the company''s part of the amount';
COMMENT ON COLUMN fact_order_line.discount IS '会员等级折扣额 | taken off by the right of a level';
COMMENT ON COLUMN fact_order_line.discount_level IS '给予折扣的等级代码；空为无折扣 | level whose right it was, as a code; none: nothing was taken off';
COMMENT ON COLUMN fact_order_line.offer_key IS '所用优惠号；空为等级常规折扣 | offer to the level by which it was; none: its usual discount';
COMMENT ON COLUMN fact_order_line.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_order_line.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_order_line.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_order_line (order_line_key, order_id, member_key, venue_key, product_key, income_kind, quantity,
                             amount, tax, currency, partner_key, listed, employer, discount, discount_level, offer_key,
                             date_key, happened_at, archived)
SELECT (data ->> 'order_id') || ':' || line.n, (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid,
       (data ->> 'venue_id')::uuid, (line.sold ->> 'product_id')::uuid, line.sold ->> 'kind',
       (line.sold ->> 'quantity')::integer, archive.amount(line.sold -> 'total'), archive.amount(line.sold -> 'tax'),
       line.sold -> 'total' ->> 'currency', (line.sold -> 'partner' ->> 'agreement_id')::uuid,
       archive.amount(line.sold -> 'partner' -> 'listed'), archive.amount(line.sold -> 'partner' -> 'employer'),
       coalesce(archive.amount(line.sold -> 'discount' -> 'amount'), 0), line.sold -> 'discount' -> 'by' ->> 'level',
       (line.sold -> 'discount' ->> 'offer_id')::uuid, archive.date_key((data ->> 'day')::date), happened_at, archived
  FROM batch, jsonb_array_elements(data -> 'lines') WITH ORDINALITY AS line (sold, n)
 WHERE type = 'OrderPaid'
ON CONFLICT (order_line_key) DO NOTHING;
