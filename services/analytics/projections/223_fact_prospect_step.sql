-- create
CREATE TABLE fact_prospect_step (
    prospect_step_key uuid,
    guest_key         uuid NOT NULL,
    change            text NOT NULL,
    former            text,
    stage             text,
    means             text,
    reason            text,
    source            text,
    owner_key         uuid,
    venue_key         uuid,
    way               text,
    date_key          integer,
    version           bigint NOT NULL,
    happened_at       timestamptz NOT NULL,
    recorded_at       timestamptz NOT NULL,
    archived          bigint NOT NULL,
    PRIMARY KEY (prospect_step_key)
);
CREATE INDEX ON fact_prospect_step (guest_key, version);
CREATE INDEX ON fact_prospect_step (date_key) WHERE change IN ('opened', 'moved');
CREATE INDEX ON fact_prospect_step (archived);
COMMENT ON TABLE fact_prospect_step IS '潜客经历：建立、推进、转交与联系（不含内容） | what happened with prospects: opened, moved, assigned, contacted, without what was said';
COMMENT ON COLUMN fact_prospect_step.prospect_step_key IS '经历键 | what happened';
COMMENT ON COLUMN fact_prospect_step.guest_key IS '访客键 | guest: dim_guest';
COMMENT ON COLUMN fact_prospect_step.change IS '类型：opened 建立、moved 阶段变动、assigned 转交、contacted 联系 | opened, moved, assigned or contacted';
COMMENT ON COLUMN fact_prospect_step.former IS '原阶段 | stage before';
COMMENT ON COLUMN fact_prospect_step.stage IS '到达的阶段 | stage that was reached: dim_prospect_stage';
COMMENT ON COLUMN fact_prospect_step.means IS '阶段含义：open 进行中、visited 到访、tried 体验、won 入会、lost 流失 | what the stage means: open, visited, tried, won or lost';
COMMENT ON COLUMN fact_prospect_step.reason IS '流失原因代码 | why given up, as a code: dim_lost_reason';
COMMENT ON COLUMN fact_prospect_step.source IS '来源 | where the prospect came from';
COMMENT ON COLUMN fact_prospect_step.owner_key IS '负责人的员工键；空为前台 | who follows up from now on (opened, assigned); none: the desk';
COMMENT ON COLUMN fact_prospect_step.venue_key IS '跟进场馆键（建立与转交） | venue that follows up from now on (opened, assigned): dim_venue';
COMMENT ON COLUMN fact_prospect_step.way IS '联系方式 | by which way (contacted)';
COMMENT ON COLUMN fact_prospect_step.date_key IS '日键，yyyymmdd，场馆时区（建立与阶段变动） | day, yyyymmdd, of the venue (opened, moved)';
COMMENT ON COLUMN fact_prospect_step.version IS '潜客的事件序号 | version of the stream of the prospect';
COMMENT ON COLUMN fact_prospect_step.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_prospect_step.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_prospect_step.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_prospect_step (prospect_step_key, guest_key, change, former, stage, means, reason, source, owner_key,
                                venue_key, way, date_key, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'guest_id')::uuid,
       CASE type WHEN 'ProspectOpened' THEN 'opened' WHEN 'ProspectMoved' THEN 'moved'
                 WHEN 'ProspectAssigned' THEN 'assigned' ELSE 'contacted' END,
       data ->> 'former', data ->> 'stage', data ->> 'means', data ->> 'reason', data ->> 'source',
       (data ->> 'owner_id')::uuid, (data ->> 'venue_id')::uuid, data ->> 'way', archive.date_key((data ->> 'day')::date),
       version, happened_at, recorded_at, archived
  FROM batch
 WHERE type IN ('ProspectOpened', 'ProspectMoved', 'ProspectAssigned', 'ProspectContacted')
ON CONFLICT (prospect_step_key) DO NOTHING;
