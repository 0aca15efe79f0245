-- create
CREATE TABLE fact_debt_change (
    debt_change_key uuid,
    debt_key        uuid NOT NULL,
    member_key      uuid,
    venue_key       uuid,
    change          text NOT NULL,
    still_owed      numeric(14,2),
    currency        text,
    clerk_key       text,
    date_key        integer,
    version         bigint NOT NULL,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (debt_change_key)
);
CREATE INDEX ON fact_debt_change (debt_key);
CREATE INDEX ON fact_debt_change (date_key);
CREATE INDEX ON fact_debt_change (archived);
COMMENT ON TABLE fact_debt_change IS '欠款的每次变动，供查询任一日的欠款 | every change of a debt, for how it stood on any day';
COMMENT ON COLUMN fact_debt_change.debt_change_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_debt_change.debt_key IS '订单号 | order: dim_debt';
COMMENT ON COLUMN fact_debt_change.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_debt_change.venue_key IS '场馆键；核销先于欠款得知时为空 | venue of the order: dim_venue; none: written off before it was known';
COMMENT ON COLUMN fact_debt_change.change IS '类型：owes 所欠变动、written_off 人工核销、not_renewed 未续费不再追 | owes (so much), written_off (by a person) or not_renewed (nothing was had for it)';
COMMENT ON COLUMN fact_debt_change.still_owed IS '变动后所欠；核销时为所放弃之额 | owed after it; of what was written off, so much was given up';
COMMENT ON COLUMN fact_debt_change.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_debt_change.clerk_key IS '人工核销者的员工键 | who wrote it off, if a person did';
COMMENT ON COLUMN fact_debt_change.date_key IS '变动日键，yyyymmdd，场馆时区 | day, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN fact_debt_change.version IS '会员欠款的事件序号 | version of the stream of the member''s debts';
COMMENT ON COLUMN fact_debt_change.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_debt_change.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_debt_change.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_debt_change (debt_change_key, debt_key, member_key, venue_key, change, still_owed, currency, clerk_key,
                              date_key, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'order_id')::uuid, (data ->> 'member_id')::uuid, debt.venue_key,
       CASE WHEN type = 'DebtNoted' THEN 'owes' WHEN data ->> 'why' = 'by_hand' THEN 'written_off' ELSE 'not_renewed' END,
       archive.amount(data -> 'left'), data -> 'left' ->> 'currency',
       CASE WHEN data ->> 'why' = 'by_hand' THEN actor END,
       archive.date_key((batch.happened_at AT TIME ZONE debt.zone)::date), batch.version, batch.happened_at, recorded_at,
       batch.archived
  FROM batch
  LEFT JOIN dim_debt AS debt ON debt_key = (data ->> 'order_id')::uuid AND debt.version <= batch.version
 WHERE type IN ('DebtNoted', 'DebtWrittenOff')
ON CONFLICT (debt_change_key) DO NOTHING;
