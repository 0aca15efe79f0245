-- create
CREATE TABLE fact_card_sharer (
    card_sharer_key uuid,
    card_key        uuid NOT NULL,
    member_key      uuid,
    shares          boolean NOT NULL,
    since_day       date NOT NULL,
    version         bigint NOT NULL,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (card_sharer_key)
);
CREATE INDEX ON fact_card_sharer (card_key);
CREATE INDEX ON fact_card_sharer (member_key);
CREATE INDEX ON fact_card_sharer (archived);
COMMENT ON TABLE fact_card_sharer IS '与持卡人共用一卡的人：加入与退出 | who shares a card with its holder: since when, and since when no more';
COMMENT ON COLUMN fact_card_sharer.card_sharer_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_card_sharer.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_card_sharer.member_key IS '共用人会员键（假名） | who shares it, pseudonymous: dim_member';
COMMENT ON COLUMN fact_card_sharer.shares IS '是否共用；否则为退出 | whether shares it from then on, or no more';
COMMENT ON COLUMN fact_card_sharer.since_day IS '起始日，售卡场馆时区 | since this day, in the zone of the card';
COMMENT ON COLUMN fact_card_sharer.version IS '卡的事件序号 | version of the card''s stream';
COMMENT ON COLUMN fact_card_sharer.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_card_sharer.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_card_sharer.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_card_sharer (card_sharer_key, card_key, member_key, shares, since_day, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'holder_id')::uuid, type = 'HolderAdded',
       (happened_at AT TIME ZONE coalesce(dim_card.zone, 'UTC'))::date, version, happened_at, recorded_at, batch.archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('HolderAdded', 'HolderRemoved')
ON CONFLICT (card_sharer_key) DO NOTHING;
