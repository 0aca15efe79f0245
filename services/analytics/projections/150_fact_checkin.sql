-- create
CREATE TABLE fact_checkin (
    checkin_key uuid,
    card_key    uuid NOT NULL,
    member_key  uuid,
    venue_key   uuid,
    granted     boolean NOT NULL,
    reason      text,
    visits_used integer NOT NULL,
    swipe_key   uuid,
    taken_back_at timestamptz,
    date_key    integer,
    happened_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (checkin_key)
);
CREATE INDEX ON fact_checkin (date_key);
CREATE INDEX ON fact_checkin (member_key);
CREATE INDEX ON fact_checkin (card_key);
CREATE INDEX ON fact_checkin (archived);
COMMENT ON TABLE fact_checkin IS '刷卡入场（放行与拒绝；含员工放行与离线入场） | swipes at the gate, granted and refused; whoever came in although refused, or while it was offline, came in';
COMMENT ON COLUMN fact_checkin.checkin_key IS '刷卡键 | swipe';
COMMENT ON COLUMN fact_checkin.card_key IS '卡键 | card: dim_card';
COMMENT ON COLUMN fact_checkin.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_checkin.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_checkin.granted IS '是否放行 | whether the door opened';
COMMENT ON COLUMN fact_checkin.reason IS '拒绝原因代码；无权益可扣而仍入场的为本应拒绝之因 | why not, as a code; of an entry that nothing could pay for, what stood against it';
COMMENT ON COLUMN fact_checkin.visits_used IS '扣次 | visits deducted';
COMMENT ON COLUMN fact_checkin.swipe_key IS '刷卡号 | swipe, as the reader made it';
COMMENT ON COLUMN fact_checkin.taken_back_at IS '误刷撤回的记录时间，UTC；非空即不算到场 | when it was recorded that the entry was a mistake, UTC; then nobody came';
COMMENT ON COLUMN fact_checkin.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_checkin.happened_at IS '发生时间，UTC | when it happened, UTC';
COMMENT ON COLUMN fact_checkin.recorded_at IS '记录时间，UTC | when it was recorded, UTC';
COMMENT ON COLUMN fact_checkin.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_checkin (checkin_key, card_key, member_key, venue_key, granted, reason, visits_used, swipe_key,
                          date_key, happened_at, recorded_at, archived)
SELECT id, (data ->> 'card_id')::uuid, (data ->> 'member_id')::uuid, (data ->> 'venue_id')::uuid,
       type <> 'EntryRefused', data -> 'reason' ->> 'code', coalesce((data ->> 'visits_used')::integer, 0),
       (data ->> 'swipe_id')::uuid,
       archive.date_key((data ->> 'day')::date), (data ->> 'at')::timestamptz, recorded_at, archived
  FROM batch
 WHERE type IN ('EntryGranted', 'EntryRefused')
    OR (type IN ('EntryOverridden', 'OfflineSwipeConflict') AND NOT (data ->> 'counted')::boolean)
ON CONFLICT (checkin_key) DO NOTHING;

-- project
UPDATE fact_checkin AS entry
   SET taken_back_at = batch.recorded_at, archived = greatest(entry.archived, batch.archived)
  FROM batch
 WHERE type = 'EntryTakenBack'
   AND entry.card_key = (data ->> 'card_id')::uuid AND entry.swipe_key = (data ->> 'swipe_id')::uuid
   AND entry.granted AND entry.taken_back_at IS NULL;
