-- create
CREATE TABLE fact_guest_swipe (
    guest_swipe_key uuid,
    guest_pass_key  uuid NOT NULL,
    guest_key       uuid,
    venue_key       uuid,
    change          text NOT NULL,
    reason          text,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (guest_swipe_key)
);
CREATE INDEX ON fact_guest_swipe (happened_at);
CREATE INDEX ON fact_guest_swipe (guest_pass_key);
CREATE INDEX ON fact_guest_swipe (archived);
COMMENT ON TABLE fact_guest_swipe IS '宾客在门禁：入场、被拒与离场 | guests at the gate: let in, refused, or leaving';
COMMENT ON COLUMN fact_guest_swipe.guest_swipe_key IS '刷卡键 | swipe';
COMMENT ON COLUMN fact_guest_swipe.guest_pass_key IS '名额键 | pass: fact_guest_pass';
COMMENT ON COLUMN fact_guest_swipe.guest_key IS '宾客键 | guest: dim_guest';
COMMENT ON COLUMN fact_guest_swipe.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_guest_swipe.change IS '类型：admitted 入场、refused 被拒、left 离场 | admitted, refused or left';
COMMENT ON COLUMN fact_guest_swipe.reason IS '拒绝原因代码 | why refused, as a code';
COMMENT ON COLUMN fact_guest_swipe.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_guest_swipe.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_guest_swipe.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_guest_swipe (guest_swipe_key, guest_pass_key, guest_key, venue_key, change, reason, happened_at, recorded_at,
                              archived)
SELECT id, (data ->> 'pass_id')::uuid, (data ->> 'guest_id')::uuid, (data ->> 'venue_id')::uuid,
       CASE type WHEN 'GuestAdmitted' THEN 'admitted' WHEN 'GuestRefused' THEN 'refused' ELSE 'left' END,
       data -> 'reason' ->> 'code', (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch
 WHERE type IN ('GuestAdmitted', 'GuestRefused', 'GuestLeft')
ON CONFLICT (guest_swipe_key) DO NOTHING;
