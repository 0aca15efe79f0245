-- create
CREATE TABLE fact_card_event (
    card_event_key uuid,
    card_key       uuid NOT NULL,
    member_key     uuid,
    change         text NOT NULL,
    date_key       integer,
    happened_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (card_event_key)
);
CREATE INDEX ON fact_card_event (date_key);
CREATE INDEX ON fact_card_event (archived);
COMMENT ON TABLE fact_card_event IS '会员卡的变动 | what happened to cards';
COMMENT ON COLUMN fact_card_event.card_event_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_card_event.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_card_event.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_card_event.change IS '类型：issued 发卡、frozen 冻结、freeze_ended 提前结束、lost 挂失、found 解挂、cancelled 退卡 | issued, frozen, freeze_ended, lost, found or cancelled';
COMMENT ON COLUMN fact_card_event.date_key IS '变动日键，yyyymmdd，售卡场馆时区 | day, yyyymmdd, in the zone of the selling venue';
COMMENT ON COLUMN fact_card_event.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_card_event.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_card_event (card_event_key, card_key, member_key, change, date_key, happened_at, archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid,
       CASE type WHEN 'CardIssued' THEN 'issued' WHEN 'CardFrozen' THEN 'frozen'
                 WHEN 'FreezeEnded' THEN 'freeze_ended' WHEN 'CardReportedLost' THEN 'lost'
                 WHEN 'CardFound' THEN 'found' ELSE 'cancelled' END,
       archive.date_key((happened_at AT TIME ZONE dim_card.zone)::date), happened_at, archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('CardIssued', 'CardFrozen', 'FreezeEnded', 'CardReportedLost', 'CardFound', 'CardCancelledAfterRefund')
ON CONFLICT (card_event_key) DO NOTHING;
