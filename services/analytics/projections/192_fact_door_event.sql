-- create
CREATE TABLE fact_door_event (
    door_event_key uuid,
    card_key       uuid NOT NULL,
    member_key     uuid,
    change         text NOT NULL,
    owed           numeric(14,2),
    currency       text,
    owed_since     date,
    until_day      date,
    clerk_key      text,
    date_key       integer,
    version        bigint NOT NULL,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (door_event_key)
);
CREATE INDEX ON fact_door_event (card_key);
CREATE INDEX ON fact_door_event (date_key);
CREATE INDEX ON fact_door_event (archived);
COMMENT ON TABLE fact_door_event IS '因欠费或人工停用、放行卡片 | doors shut on a card by a debt or by hand, and opened again';
COMMENT ON COLUMN fact_door_event.door_event_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_door_event.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_door_event.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_door_event.change IS '类型：shut_for_debt 欠费停用、warned_of_debt 欠费提醒、free_of_debt 欠费已清、blocked 人工停用、unblocked 解除停用、let_in 欠费放行 | shut_for_debt, warned_of_debt (doors open), free_of_debt, blocked (by hand), unblocked, or let_in (whatever is owed)';
COMMENT ON COLUMN fact_door_event.owed IS '当时所欠 | owed then';
COMMENT ON COLUMN fact_door_event.currency IS '币种，ISO 4217 | currency, ISO 4217';
COMMENT ON COLUMN fact_door_event.owed_since IS '最早一笔欠款之日 | the oldest of it is owed since this day';
COMMENT ON COLUMN fact_door_event.until_day IS '放行至该日（含） | let in until this day, included';
COMMENT ON COLUMN fact_door_event.clerk_key IS '人工停用、解除或放行者的员工键 | who shut, opened or let in, if a person did';
COMMENT ON COLUMN fact_door_event.date_key IS '日键，yyyymmdd，售卡场馆时区 | day, yyyymmdd, in the zone of the selling venue';
COMMENT ON COLUMN fact_door_event.version IS '卡的事件序号 | version of the card''s stream';
COMMENT ON COLUMN fact_door_event.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_door_event.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_door_event.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_door_event (door_event_key, card_key, member_key, change, owed, currency, owed_since, until_day, clerk_key,
                             date_key, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid,
       CASE type WHEN 'CardShutForDebt' THEN 'shut_for_debt' WHEN 'CardWarnedOfDebt' THEN 'warned_of_debt'
                 WHEN 'CardFreeOfDebt' THEN 'free_of_debt' WHEN 'CardBlockedByHand' THEN 'blocked'
                 WHEN 'CardUnblockedByHand' THEN 'unblocked' ELSE 'let_in' END,
       archive.amount(data -> 'debt' -> 'amount'), data -> 'debt' -> 'amount' ->> 'currency',
       (data -> 'debt' ->> 'since')::date, (data ->> 'until')::date,
       CASE WHEN type IN ('CardBlockedByHand', 'CardUnblockedByHand', 'DebtOverridden') THEN actor END,
       archive.date_key((told.at AT TIME ZONE zone)::date), version, told.at, recorded_at, batch.archived
  FROM batch
 CROSS JOIN LATERAL (SELECT coalesce((data ->> 'at')::timestamptz, happened_at) AS at) AS told
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('CardShutForDebt', 'CardWarnedOfDebt', 'CardFreeOfDebt', 'CardBlockedByHand', 'CardUnblockedByHand',
                'DebtOverridden')
ON CONFLICT (door_event_key) DO NOTHING;
