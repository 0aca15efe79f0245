-- create
CREATE TABLE fact_class_session (
    session_key uuid,
    course_key  uuid NOT NULL,
    category    text NOT NULL,
    venue_key   uuid,
    coach_key   uuid NOT NULL,
    seats       integer NOT NULL,
    status      text NOT NULL,
    date_key    integer,
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    archived    bigint NOT NULL,
    PRIMARY KEY (session_key)
);
CREATE INDEX ON fact_class_session (date_key);
CREATE INDEX ON fact_class_session (archived);
COMMENT ON TABLE fact_class_session IS '课次 | sessions of courses';
COMMENT ON COLUMN fact_class_session.session_key IS '课次键 | session';
COMMENT ON COLUMN fact_class_session.course_key IS '课程键 | course: dim_course';
COMMENT ON COLUMN fact_class_session.category IS '类别 | category';
COMMENT ON COLUMN fact_class_session.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_class_session.coach_key IS '教练键 | coach';
COMMENT ON COLUMN fact_class_session.seats IS '名额 | seats';
COMMENT ON COLUMN fact_class_session.status IS '状态：scheduled 已排、cancelled 取消、closed 已结束 | scheduled, cancelled or closed';
COMMENT ON COLUMN fact_class_session.date_key IS '营业日键，yyyymmdd，场馆时区 | day of the venue, yyyymmdd, in its time zone';
COMMENT ON COLUMN fact_class_session.starts_at IS '开始时间，UTC | when it starts, UTC';
COMMENT ON COLUMN fact_class_session.ends_at IS '结束时间，UTC | when it ends, UTC';
COMMENT ON COLUMN fact_class_session.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
INSERT INTO fact_class_session (session_key, course_key, category, venue_key, coach_key, seats, status, date_key,
                                starts_at, ends_at, archived)
SELECT (data ->> 'session_id')::uuid, (data ->> 'course_id')::uuid, data ->> 'category', (data ->> 'venue_id')::uuid,
       (data ->> 'coach_id')::uuid, (data ->> 'seats')::integer, 'scheduled', archive.date_key((data ->> 'day')::date),
       (data ->> 'starts_at')::timestamptz, (data ->> 'ends_at')::timestamptz, archived
  FROM batch
 WHERE type = 'SessionScheduled'
ON CONFLICT (session_key) DO NOTHING;

-- project
UPDATE fact_class_session
   SET status = ended.status, archived = ended.archived
  FROM (SELECT DISTINCT ON (data ->> 'session_id') (data ->> 'session_id')::uuid AS session_key, archived,
               CASE type WHEN 'SessionCancelled' THEN 'cancelled' ELSE 'closed' END AS status
          FROM batch
         WHERE type IN ('SessionCancelled', 'SessionClosed')
         ORDER BY data ->> 'session_id', version DESC) AS ended
 WHERE fact_class_session.session_key = ended.session_key;
