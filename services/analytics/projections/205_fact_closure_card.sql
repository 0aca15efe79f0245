-- create
CREATE TABLE fact_closure_card (
    closure_card_key uuid,
    closure_key      uuid NOT NULL,
    card_key         uuid NOT NULL,
    member_key       uuid,
    moved_days       integer NOT NULL,
    date_key         integer,
    happened_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    archived         bigint NOT NULL,
    PRIMARY KEY (closure_card_key)
);
CREATE INDEX ON fact_closure_card (closure_key);
CREATE INDEX ON fact_closure_card (card_key);
CREATE INDEX ON fact_closure_card (date_key);
CREATE INDEX ON fact_closure_card (archived);
COMMENT ON TABLE fact_closure_card IS '闭馆对各卡止日的移动；合计即为顺延天数 | how a closure moved the end of each card; their sum is the days that it gave';
COMMENT ON COLUMN fact_closure_card.closure_card_key IS '移动键 | what happened';
COMMENT ON COLUMN fact_closure_card.closure_key IS '闭馆键 | closure: dim_closure';
COMMENT ON COLUMN fact_closure_card.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_closure_card.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_closure_card.moved_days IS '顺延天数；提前开馆时为负 | days by which its end moved; less than none: back, since the venue opened earlier';
COMMENT ON COLUMN fact_closure_card.date_key IS '移动日键，yyyymmdd，售卡场馆时区 | day of the move, yyyymmdd, in the zone of the selling venue';
COMMENT ON COLUMN fact_closure_card.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_closure_card.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_closure_card.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_closure_card (closure_card_key, closure_key, card_key, member_key, moved_days, date_key, happened_at,
                               recorded_at, archived)
SELECT id, (data -> 'closure' ->> 'closure_id')::uuid, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid,
       (data ->> 'moved_days')::integer, archive.date_key((happened_at AT TIME ZONE zone)::date), happened_at, recorded_at,
       batch.archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type = 'ClosureCounted'
ON CONFLICT (closure_card_key) DO NOTHING;
