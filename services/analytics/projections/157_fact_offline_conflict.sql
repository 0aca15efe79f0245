-- create
CREATE TABLE fact_offline_conflict (
    offline_conflict_key uuid,
    card_key             uuid NOT NULL,
    member_key           uuid,
    venue_key            uuid,
    reason               text NOT NULL,
    counted              boolean NOT NULL,
    clerk_key            text,
    settled_at           timestamptz,
    date_key             integer,
    happened_at          timestamptz NOT NULL,
    recorded_at          timestamptz NOT NULL,
    archived             bigint NOT NULL,
    PRIMARY KEY (offline_conflict_key)
);
CREATE INDEX ON fact_offline_conflict (date_key);
CREATE INDEX ON fact_offline_conflict (archived);
COMMENT ON TABLE fact_offline_conflict IS '离线放行而本应拒绝的入场 | entries while a gate was offline that it would have refused';
COMMENT ON COLUMN fact_offline_conflict.offline_conflict_key IS '刷卡号 | swipe';
COMMENT ON COLUMN fact_offline_conflict.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_offline_conflict.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_offline_conflict.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_offline_conflict.reason IS '本应拒绝的原因代码 | why it would have refused, as a code';
COMMENT ON COLUMN fact_offline_conflict.counted IS '是否已计费；否则无权益可扣 | whether something paid for it; else nothing could';
COMMENT ON COLUMN fact_offline_conflict.clerk_key IS '处理人的员工键；空为待处理 | who looked at it; none: nobody yet';
COMMENT ON COLUMN fact_offline_conflict.settled_at IS '处理时间，UTC | when somebody did, UTC';
COMMENT ON COLUMN fact_offline_conflict.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_offline_conflict.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_offline_conflict.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_offline_conflict.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_offline_conflict (offline_conflict_key, card_key, member_key, venue_key, reason, counted, date_key,
                                   happened_at, recorded_at, archived)
SELECT (data ->> 'swipe_id')::uuid, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid,
       data -> 'reason' ->> 'code', (data ->> 'counted')::boolean, archive.date_key((data ->> 'day')::date),
       (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch
 WHERE type = 'OfflineSwipeConflict'
ON CONFLICT (offline_conflict_key) DO NOTHING;

-- project
UPDATE fact_offline_conflict AS conflict
   SET clerk_key = told.actor, settled_at = told.happened_at, archived = greatest(conflict.archived, told.archived)
  FROM (SELECT DISTINCT ON (data ->> 'swipe_id') (data ->> 'swipe_id')::uuid AS swipe_key, actor, happened_at, archived
          FROM batch
         WHERE type = 'OfflineConflictSettled'
         ORDER BY data ->> 'swipe_id', version) AS told
 WHERE conflict.offline_conflict_key = told.swipe_key AND conflict.settled_at IS NULL;
