-- create
CREATE TABLE fact_payment (
    payment_key uuid,
    order_id    uuid NOT NULL,
    member_key  uuid,
    venue_key   uuid,
    direction   text NOT NULL,
    method      text,
    payer_key   uuid,
    clerk_key   text,
    amount      numeric(14,2) NOT NULL,
    currency    text NOT NULL,
    date_key    integer,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (payment_key)
);
CREATE INDEX ON fact_payment (date_key);
CREATE INDEX ON fact_payment (member_key);
CREATE INDEX ON fact_payment (archived);
COMMENT ON TABLE fact_payment IS '收款与退款流水 | money received and returned';
COMMENT ON COLUMN fact_payment.payment_key IS '流水键 | movement';
COMMENT ON COLUMN fact_payment.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_payment.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_payment.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_payment.direction IS '方向：received 收款、refunded 退款、returned 退回多付 | received, refunded, or returned (overpaid)';
COMMENT ON COLUMN fact_payment.method IS '收款方式：cash 现金、terminal 刷卡机、transfer 转账、partner 记入企业账 等；退款为空 | how it came in: cash, terminal, transfer, partner (on a company''s account) …; none of what went back';
COMMENT ON COLUMN fact_payment.payer_key IS '代付人键（假名）；空为会员本人或企业 | who paid for the member, pseudonymous: dim_member; none: the member, or a company';
COMMENT ON COLUMN fact_payment.clerk_key IS '经办员工的员工键；空为自助或自动 | member of staff who wrote it down; none: nobody of the staff';
COMMENT ON COLUMN fact_payment.amount IS '金额，退出为负 | amount, negative when it left';
COMMENT ON COLUMN fact_payment.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_payment.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_payment.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_payment.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_payment.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_payment (payment_key, order_id, member_key, venue_key, direction, method, payer_key, clerk_key, amount, currency,
                          date_key, happened_at, recorded_at, archived)
SELECT id, (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid,
       CASE type WHEN 'PaymentReceived' THEN 'received' WHEN 'OrderRefunded' THEN 'refunded' ELSE 'returned' END,
       data ->> 'method', (data ->> 'payer_id')::uuid,
       CASE WHEN actor NOT LIKE '%:%' AND actor <> data ->> 'member_id' AND actor <> coalesce(data ->> 'payer_id', '')
            THEN actor END,
       CASE type WHEN 'PaymentReceived' THEN 1 ELSE -1 END * archive.amount(data -> 'amount'),
       data -> 'amount' ->> 'currency', archive.date_key((data ->> 'day')::date), happened_at, recorded_at, archived
  FROM batch
 WHERE type IN ('PaymentReceived', 'OrderRefunded', 'PaymentReturned')
ON CONFLICT (payment_key) DO NOTHING;

-- project
INSERT INTO fact_payment (payment_key, order_id, member_key, venue_key, direction, method, payer_key, clerk_key, amount, currency,
                          date_key, happened_at, recorded_at, archived)
SELECT id, (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid, 'refunded', NULL,
       (data ->> 'payer_id')::uuid, NULL,
       -(SELECT sum(archive.amount(way -> 'amount')) FROM jsonb_array_elements(data -> 'returned_by') AS way),
       data -> 'amount' ->> 'currency', archive.date_key((data ->> 'day')::date), happened_at, recorded_at, archived
  FROM batch
 WHERE type = 'UnusedCredited' AND data -> 'returned_by' <> '[]'
ON CONFLICT (payment_key) DO NOTHING;
