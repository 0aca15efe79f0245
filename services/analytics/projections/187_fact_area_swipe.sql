-- create
CREATE TABLE fact_area_swipe (
    area_swipe_key uuid,
    card_key       uuid NOT NULL,
    member_key     uuid,
    venue_key      uuid,
    area           text NOT NULL,
    change         text NOT NULL,
    reason         text,
    happened_at    timestamptz NOT NULL,
    recorded_at    timestamptz NOT NULL,
    archived       bigint NOT NULL,
    PRIMARY KEY (area_swipe_key)
);
CREATE INDEX ON fact_area_swipe (happened_at);
CREATE INDEX ON fact_area_swipe (archived);
COMMENT ON TABLE fact_area_swipe IS '馆内分区门禁：进入、被拒与离开 | at the gates of areas within a venue: let in, refused, or leaving';
COMMENT ON COLUMN fact_area_swipe.area_swipe_key IS '刷卡键 | swipe';
COMMENT ON COLUMN fact_area_swipe.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_area_swipe.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_area_swipe.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_area_swipe.area IS '分区名 | area, by its name';
COMMENT ON COLUMN fact_area_swipe.change IS '类型：entered 进入、refused 被拒、left 离开 | entered, refused or left';
COMMENT ON COLUMN fact_area_swipe.reason IS '拒绝原因代码 | why refused, as a code';
COMMENT ON COLUMN fact_area_swipe.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_area_swipe.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_area_swipe.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_area_swipe (area_swipe_key, card_key, member_key, venue_key, area, change, reason, happened_at, recorded_at,
                             archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid, data ->> 'area',
       CASE type WHEN 'AreaEntered' THEN 'entered' WHEN 'AreaRefused' THEN 'refused' ELSE 'left' END,
       data -> 'reason' ->> 'code', (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch
 WHERE type IN ('AreaEntered', 'AreaRefused', 'AreaLeft')
ON CONFLICT (area_swipe_key) DO NOTHING;
