-- create
CREATE TABLE fact_posting (
    posting_key text,
    entry_id    uuid NOT NULL,
    order_id    uuid NOT NULL,
    venue_key   uuid,
    account     text NOT NULL,
    memo        text NOT NULL,
    amount      numeric(14,2) NOT NULL,
    currency    text NOT NULL,
    date_key    integer,
    happened_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (posting_key)
);
CREATE INDEX ON fact_posting (date_key);
CREATE INDEX ON fact_posting (archived);
COMMENT ON TABLE fact_posting IS '总账分录 | postings of the ledger; those of an entry sum to zero';
COMMENT ON COLUMN fact_posting.posting_key IS '分录键：凭证号与序号 | entry and place';
COMMENT ON COLUMN fact_posting.entry_id IS '凭证号 | entry';
COMMENT ON COLUMN fact_posting.order_id IS '订单号 | order';
COMMENT ON COLUMN fact_posting.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_posting.account IS '科目 | account';
COMMENT ON COLUMN fact_posting.memo IS '摘要 | what the entry is for';
COMMENT ON COLUMN fact_posting.amount IS '金额：借正贷负 | debits positive, credits negative';
COMMENT ON COLUMN fact_posting.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_posting.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_posting.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_posting.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_posting (posting_key, entry_id, order_id, venue_key, account, memo, amount, currency, date_key,
                          happened_at, archived)
SELECT (data ->> 'entry_id') || ':' || posting.n, (data ->> 'entry_id')::uuid, (data ->> 'order_id')::uuid,
       (data ->> 'venue_id')::uuid, posting.side ->> 'account', data ->> 'memo',
       archive.amount(posting.side || jsonb_build_object('currency', data -> 'currency')), data ->> 'currency',
       archive.date_key((data ->> 'day')::date), happened_at, archived
  FROM batch, jsonb_array_elements(data -> 'postings') WITH ORDINALITY AS posting (side, n)
 WHERE type = 'EntryPosted'
ON CONFLICT (posting_key) DO NOTHING;
