-- create
CREATE TABLE fact_card_holder (
    card_holder_key uuid,
    card_key        uuid NOT NULL,
    member_key      uuid,
    since_day       date NOT NULL,
    version         bigint NOT NULL,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (card_holder_key)
);
CREATE INDEX ON fact_card_holder (card_key);
CREATE INDEX ON fact_card_holder (member_key);
CREATE INDEX ON fact_card_holder (archived);
COMMENT ON TABLE fact_card_holder IS '卡的持有人：发卡时与每次转让后 | who holds a card: since its issue and since each transfer';
COMMENT ON COLUMN fact_card_holder.card_holder_key IS '持有键 | what made somebody its holder';
COMMENT ON COLUMN fact_card_holder.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_card_holder.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_card_holder.since_day IS '起始日，售卡场馆时区 | since this day, in the zone of the card';
COMMENT ON COLUMN fact_card_holder.version IS '卡的事件序号 | version of the card''s stream';
COMMENT ON COLUMN fact_card_holder.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_card_holder.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_card_holder.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_card_holder (card_holder_key, card_key, member_key, since_day, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'card_id')::uuid,
       (data ->> CASE type WHEN 'CardTransferred' THEN 'to_member_id' ELSE 'member_id' END)::uuid,
       (happened_at AT TIME ZONE coalesce(dim_card.zone, 'UTC'))::date, version, happened_at, recorded_at, batch.archived
  FROM batch
  LEFT JOIN dim_card ON card_key = (data ->> 'card_id')::uuid
 WHERE type IN ('CardIssued', 'CardTransferred')
ON CONFLICT (card_holder_key) DO NOTHING;
