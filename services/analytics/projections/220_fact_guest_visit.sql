-- create
CREATE TABLE fact_guest_visit (
    guest_visit_key uuid,
    guest_key       uuid NOT NULL,
    venue_key       uuid,
    kind            text NOT NULL,
    brought_by_key  uuid,
    date_key        integer NOT NULL,
    happened_at     timestamptz NOT NULL,
    recorded_at     timestamptz NOT NULL,
    archived        bigint NOT NULL,
    PRIMARY KEY (guest_visit_key)
);
CREATE INDEX ON fact_guest_visit (guest_key);
CREATE INDEX ON fact_guest_visit (date_key);
CREATE INDEX ON fact_guest_visit (archived);
COMMENT ON TABLE fact_guest_visit IS '访客到访与体验 | visits and trials of guests';
COMMENT ON COLUMN fact_guest_visit.guest_visit_key IS '到访键 | visit';
COMMENT ON COLUMN fact_guest_visit.guest_key IS '访客键 | guest: dim_guest';
COMMENT ON COLUMN fact_guest_visit.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_guest_visit.kind IS '类型：visit 到访、trial 体验 | visit or trial';
COMMENT ON COLUMN fact_guest_visit.brought_by_key IS '介绍会员键（假名） | member who brought the guest: dim_member';
COMMENT ON COLUMN fact_guest_visit.date_key IS '日键，yyyymmdd，场馆时区 | day, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN fact_guest_visit.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_guest_visit.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_guest_visit.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_guest_visit (guest_visit_key, guest_key, venue_key, kind, brought_by_key, date_key, happened_at,
                              recorded_at, archived)
SELECT id, (data ->> 'guest_id')::uuid, (data ->> 'venue_id')::uuid,
       CASE type WHEN 'TrialGranted' THEN 'trial' ELSE 'visit' END, (data ->> 'brought_by')::uuid,
       archive.date_key((data ->> 'day')::date), happened_at, recorded_at, archived
  FROM batch
 WHERE type IN ('GuestVisited', 'TrialGranted')
ON CONFLICT (guest_visit_key) DO NOTHING;
