-- create
CREATE TABLE fact_gate_warning (
    gate_warning_key text,
    checkin_key      uuid NOT NULL,
    card_key         uuid NOT NULL,
    member_key       uuid,
    venue_key        uuid,
    warning          text NOT NULL,
    date_key         integer,
    happened_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    archived         bigint NOT NULL,
    PRIMARY KEY (gate_warning_key)
);
CREATE INDEX ON fact_gate_warning (date_key);
CREATE INDEX ON fact_gate_warning (member_key);
CREATE INDEX ON fact_gate_warning (archived);
COMMENT ON TABLE fact_gate_warning IS '放行时的提醒 | what the gate warned of when it opened';
COMMENT ON COLUMN fact_gate_warning.gate_warning_key IS '提醒键：刷卡与提醒 | swipe and warning';
COMMENT ON COLUMN fact_gate_warning.checkin_key IS '刷卡键 | swipe: fact_checkin';
COMMENT ON COLUMN fact_gate_warning.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_gate_warning.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_gate_warning.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_gate_warning.warning IS '提醒代码 | warning, as a code';
COMMENT ON COLUMN fact_gate_warning.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_gate_warning.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_gate_warning.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_gate_warning.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_gate_warning (gate_warning_key, checkin_key, card_key, member_key, venue_key, warning, date_key,
                               happened_at, recorded_at, archived)
SELECT id || ':' || (warning ->> 'code'), id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid,
       (data ->> 'venue_id')::uuid, warning ->> 'code', archive.date_key((data ->> 'day')::date),
       (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch, jsonb_array_elements(data -> 'warnings') AS warning
 WHERE type = 'EntryGranted'
ON CONFLICT (gate_warning_key) DO NOTHING;
