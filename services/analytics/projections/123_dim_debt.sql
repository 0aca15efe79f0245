-- create
CREATE TABLE dim_debt (
    debt_key   uuid,
    member_key uuid,
    venue_key  uuid,
    zone       text NOT NULL,
    cause      text NOT NULL,
    card_key   uuid,
    due_day    date NOT NULL,
    owed       numeric(14,2) NOT NULL,
    currency   text NOT NULL,
    version    bigint NOT NULL,
    happened_at timestamptz NOT NULL,
    archived   bigint NOT NULL,
    PRIMARY KEY (debt_key)
);
CREATE INDEX ON dim_debt (member_key);
CREATE INDEX ON dim_debt (archived);
COMMENT ON TABLE dim_debt IS '挂账：一笔订单一行 | debts: one order on account each';
COMMENT ON COLUMN dim_debt.debt_key IS '订单号 | order';
COMMENT ON COLUMN dim_debt.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN dim_debt.venue_key IS '场馆键 | venue of the order: dim_venue';
COMMENT ON COLUMN dim_debt.zone IS '场馆时区 | time zone of that venue';
COMMENT ON COLUMN dim_debt.cause IS '来由：on_account 挂账、renewal 自动续费、freeze_fee 冻结费 | on_account, renewal or freeze_fee';
COMMENT ON COLUMN dim_debt.card_key IS '相关卡键 | card that it is about: dim_card';
COMMENT ON COLUMN dim_debt.due_day IS '应付日（含） | to be paid by this day, included';
COMMENT ON COLUMN dim_debt.owed IS '最初所欠 | owed at first';
COMMENT ON COLUMN dim_debt.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN dim_debt.version IS '会员欠款的事件序号 | version of the stream of the member''s debts';
COMMENT ON COLUMN dim_debt.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN dim_debt.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO dim_debt (debt_key, member_key, venue_key, zone, cause, card_key, due_day, owed, currency, version,
                      happened_at, archived)
SELECT DISTINCT ON (data ->> 'order_id') (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid,
       (data ->> 'venue_id')::uuid, data ->> 'zone', data ->> 'cause', (data ->> 'card_id')::uuid,
       (data ->> 'due_day')::date, archive.amount(data -> 'left'), data -> 'left' ->> 'currency', version, happened_at,
       archived
  FROM batch
 WHERE type = 'DebtNoted'
 ORDER BY data ->> 'order_id', version
ON CONFLICT (debt_key) DO NOTHING;
