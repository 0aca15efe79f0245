-- create
CREATE TABLE fact_member_event (
    member_event_key uuid,
    member_key       uuid,
    change           text NOT NULL,
    other_member_key uuid,
    venue_key        uuid,
    date_key         integer,
    version          bigint NOT NULL,
    happened_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    archived         bigint NOT NULL,
    PRIMARY KEY (member_event_key)
);
CREATE INDEX ON fact_member_event (date_key);
CREATE INDEX ON fact_member_event (member_key);
CREATE INDEX ON fact_member_event (other_member_key);
CREATE INDEX ON fact_member_event (archived);
COMMENT ON TABLE fact_member_event IS '会籍档案的变动 | what happened to the records of members';
COMMENT ON COLUMN fact_member_event.member_event_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_member_event.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_member_event.change IS '类型：submitted 申请、rejected 拒绝、registered 注册、imported 导入、import_withdrawn 撤回导入、merged 并入、merge_undone 撤销合并、erased 注销 | submitted, rejected, registered, imported, import_withdrawn, merged, merge_undone or erased';
COMMENT ON COLUMN fact_member_event.other_member_key IS '合并时保留的会员键 | the member that it was merged into';
COMMENT ON COLUMN fact_member_event.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_member_event.date_key IS '变动日键，yyyymmdd，场馆时区 | day, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN fact_member_event.version IS '会员档案的事件序号 | version of the stream of the member''s record';
COMMENT ON COLUMN fact_member_event.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_member_event.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_member_event.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_member_event (member_event_key, member_key, change, venue_key, date_key, version, happened_at,
                               recorded_at, archived)
SELECT id, (data ->> 'member_id')::uuid,
       CASE WHEN type = 'RegistrationSubmitted' THEN 'submitted'
            WHEN data ->> 'import_id' IS NOT NULL OR data ->> 'channel' = 'import' THEN 'imported'
            ELSE 'registered' END,
       (data ->> 'venue_id')::uuid, archive.date_key((happened_at AT TIME ZONE zone)::date), version, happened_at,
       recorded_at, archived
  FROM batch
  LEFT JOIN dim_venue ON venue_key = (data ->> 'venue_id')::uuid
 WHERE type IN ('RegistrationSubmitted', 'MemberRegistered')
ON CONFLICT (member_event_key) DO NOTHING;

-- project
WITH told AS (
    SELECT id, type, version, happened_at, recorded_at, archived, (data ->> 'survivor_id')::uuid AS other_member_key,
           coalesce(data ->> 'merged_id', data ->> 'member_id')::uuid AS member_key
      FROM batch
     WHERE type IN ('RegistrationRejected', 'ImportWithdrawn', 'MembersMerged', 'MergeUndone', 'MemberErased')
), home AS (  -- a registration is submitted once, and registered once, at the same venue
    SELECT DISTINCT member_key, venue_key
      FROM fact_member_event
      JOIN told USING (member_key)
     WHERE change IN ('submitted', 'registered', 'imported')
)
INSERT INTO fact_member_event (member_event_key, member_key, change, other_member_key, venue_key, date_key, version,
                               happened_at, recorded_at, archived)
SELECT id, member_key,
       CASE type WHEN 'RegistrationRejected' THEN 'rejected' WHEN 'ImportWithdrawn' THEN 'import_withdrawn'
                 WHEN 'MembersMerged' THEN 'merged' WHEN 'MergeUndone' THEN 'merge_undone' ELSE 'erased' END,
       other_member_key, venue_key, archive.date_key((happened_at AT TIME ZONE zone)::date), version, happened_at,
       recorded_at, archived
  FROM told
  LEFT JOIN home USING (member_key)
  LEFT JOIN dim_venue USING (venue_key)
ON CONFLICT (member_event_key) DO NOTHING;
