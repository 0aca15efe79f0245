-- create
CREATE TABLE fact_level_change (
    level_change_key uuid,
    member_key       uuid,
    change           text NOT NULL,
    from_level       text NOT NULL,
    level            text NOT NULL,
    ladder           integer NOT NULL,
    until_day        date,
    growth           integer NOT NULL,
    visits           integer NOT NULL,
    venue_key        uuid,
    date_key         integer,
    version          bigint NOT NULL,
    happened_at      timestamptz NOT NULL,
    recorded_at      timestamptz NOT NULL,
    archived         bigint NOT NULL,
    PRIMARY KEY (level_change_key)
);
CREATE INDEX ON fact_level_change (date_key);
CREATE INDEX ON fact_level_change (member_key);
CREATE INDEX ON fact_level_change (archived);
COMMENT ON TABLE fact_level_change IS '会员等级的变动与保级 | how members came to their levels, and kept them';
COMMENT ON COLUMN fact_level_change.level_change_key IS '变动键 | what happened';
COMMENT ON COLUMN fact_level_change.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_level_change.change IS '类型：promoted 升级、demoted 降级、kept 保级、taken_back 因退款收回、by_hand 人工设置、released 解除人工设置 | promoted, demoted, kept, taken_back (its ground was refunded), by_hand or released (no longer by hand)';
COMMENT ON COLUMN fact_level_change.from_level IS '原等级 | level before';
COMMENT ON COLUMN fact_level_change.level IS '新等级；此后有效，直至下一次变动 | level after, until the next change: dim_level';
COMMENT ON COLUMN fact_level_change.ladder IS '依据的等级表序号 | number of the ladder by which it came: dim_level';
COMMENT ON COLUMN fact_level_change.until_day IS '有效期止日（不含）；空为最低等级或人工设置 | its period ends before this day; none: the lowest level, or by hand';
COMMENT ON COLUMN fact_level_change.growth IS '所依据期间的成长值 | growth points of the period that it stands on';
COMMENT ON COLUMN fact_level_change.visits IS '所依据期间的到场次数 | visits of the period that it stands on';
COMMENT ON COLUMN fact_level_change.venue_key IS '会员所属场馆键 | the member''s own venue: dim_venue';
COMMENT ON COLUMN fact_level_change.date_key IS '变动日键，yyyymmdd，场馆时区 | day, yyyymmdd, in the time zone of the venue';
COMMENT ON COLUMN fact_level_change.version IS '会员等级的事件序号 | version of the stream of the member''s level';
COMMENT ON COLUMN fact_level_change.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_level_change.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_level_change.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_level_change (level_change_key, member_key, change, from_level, level, ladder, until_day, growth, visits,
                               venue_key, date_key, version, happened_at, recorded_at, archived)
SELECT id, (data ->> 'member_id')::uuid, CASE type WHEN 'LevelKept' THEN 'kept' ELSE data ->> 'why' END,
       coalesce(data ->> 'from_level', data ->> 'level'), data ->> 'level', (data ->> 'ladder')::integer,
       (data ->> 'until')::date, (data ->> 'growth')::integer, (data ->> 'visits')::integer, venue_key,
       archive.date_key((happened_at AT TIME ZONE zone)::date), version, happened_at, recorded_at, archived
  FROM batch
  LEFT JOIN dim_member ON member_key = (data ->> 'member_id')::uuid
  LEFT JOIN dim_venue USING (venue_key)
 WHERE type IN ('LevelReached', 'LevelKept')
ON CONFLICT (level_change_key) DO NOTHING;
