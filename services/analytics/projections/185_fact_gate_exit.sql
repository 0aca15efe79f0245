-- create
CREATE TABLE fact_gate_exit (
    gate_exit_key uuid,
    card_key      uuid NOT NULL,
    member_key    uuid,
    venue_key     uuid,
    happened_at   timestamptz NOT NULL,
    recorded_at   timestamptz NOT NULL,
    archived      bigint NOT NULL,
    PRIMARY KEY (gate_exit_key)
);
CREATE INDEX ON fact_gate_exit (happened_at);
CREATE INDEX ON fact_gate_exit (card_key, happened_at);
CREATE INDEX ON fact_gate_exit (archived);
COMMENT ON TABLE fact_gate_exit IS '离场 | exits at the gate';
COMMENT ON COLUMN fact_gate_exit.gate_exit_key IS '离场键 | exit';
COMMENT ON COLUMN fact_gate_exit.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_gate_exit.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_gate_exit.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_gate_exit.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_gate_exit.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_gate_exit.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_gate_exit (gate_exit_key, card_key, member_key, venue_key, happened_at, recorded_at, archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid,
       (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch
 WHERE type = 'ExitRecorded'
ON CONFLICT (gate_exit_key) DO NOTHING;
