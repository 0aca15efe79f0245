-- create
CREATE TABLE fact_booking (
    booking_key       uuid,
    session_key       uuid,
    member_key        uuid,
    venue_key         uuid,
    status            text NOT NULL,
    charged           boolean NOT NULL,
    origin            text NOT NULL,
    imported_category text,
    version           bigint NOT NULL,
    booked_at         timestamptz,
    archived          bigint NOT NULL,
    PRIMARY KEY (booking_key)
);
CREATE INDEX ON fact_booking (session_key);
CREATE INDEX ON fact_booking (member_key);
CREATE INDEX ON fact_booking (archived);
COMMENT ON TABLE fact_booking IS '预约及其最终状态 | bookings with what became of them';
COMMENT ON COLUMN fact_booking.booking_key IS '预约键 | booking';
COMMENT ON COLUMN fact_booking.session_key IS '课次键；导入的为空 | session: fact_class_session; none if imported';
COMMENT ON COLUMN fact_booking.member_key IS '会员键（假名） | member, pseudonymous: dim_member';
COMMENT ON COLUMN fact_booking.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN fact_booking.status IS '状态：reserved 待确认、confirmed 已确认、waiting 候补、released 未付释放、cancelled 取消、withdrawn 候补取消、unserved 候补未成、attended 到场、missed 缺席 | reserved, confirmed, waiting, released (not paid), cancelled, withdrawn (from the waitlist), unserved (waited in vain), attended or missed';
COMMENT ON COLUMN fact_booking.charged IS '逾期取消是否扣次 | whether a late cancellation used the visit';
COMMENT ON COLUMN fact_booking.origin IS '来源：live 本系统、imported 导入 | live, or imported from an older system';
COMMENT ON COLUMN fact_booking.imported_category IS '导入记录的类别 | category of an imported booking';
COMMENT ON COLUMN fact_booking.version IS '课次事件序号 | version of the stream of the session';
COMMENT ON COLUMN fact_booking.booked_at IS '首次预约时间，UTC | when it was booked, UTC';
COMMENT ON COLUMN fact_booking.archived IS '归档序号：本行每次变动都增大，供增量抽取 | grows with every change of the row, for incremental loads';

-- project
WITH seat AS MATERIALIZED (  -- so that what is sorted is narrow
    SELECT (data ->> 'booking_id')::uuid AS booking_key, (data ->> 'session_id')::uuid AS session_key,
           (data ->> 'member_id')::uuid AS member_key, (data ->> 'venue_id')::uuid AS venue_key, version, archived,
           happened_at, coalesce((data ->> 'charged')::boolean, false) AS charged,
           CASE type WHEN 'SeatReserved' THEN 'reserved' WHEN 'SeatConfirmed' THEN 'confirmed'
                     WHEN 'WaitlistJoined' THEN 'waiting' WHEN 'SeatReleased' THEN 'released'
                     WHEN 'BookingCancelled'
                     THEN CASE WHEN (data ->> 'had_seat')::boolean THEN 'cancelled' ELSE 'withdrawn' END
                     WHEN 'WaitlistEnded' THEN 'unserved'
                     WHEN 'SeatAttended' THEN 'attended' WHEN 'SeatMissed' THEN 'missed' END AS status
      FROM batch
     WHERE type IN ('SeatReserved', 'SeatConfirmed', 'WaitlistJoined', 'SeatReleased', 'BookingCancelled',
                    'WaitlistEnded', 'SeatAttended', 'SeatMissed')
)
INSERT INTO fact_booking (booking_key, session_key, member_key, venue_key, status, charged, origin, version, booked_at,
                          archived)
SELECT DISTINCT ON (booking_key) booking_key, session_key, member_key, venue_key, status, charged, 'live', version,
       first_value(happened_at) OVER (PARTITION BY booking_key ORDER BY version), archived
  FROM seat
 ORDER BY booking_key, version DESC
ON CONFLICT (booking_key) DO UPDATE
   SET status = excluded.status, charged = excluded.charged, version = excluded.version, archived = excluded.archived
 WHERE fact_booking.version < excluded.version;

-- project
INSERT INTO fact_booking (booking_key, venue_key, status, charged, origin, imported_category, version, archived)
SELECT (data ->> 'booking_id')::uuid, (data ->> 'venue_id')::uuid,
       CASE WHEN (data ->> 'attended')::boolean THEN 'attended' ELSE 'missed' END, false, 'imported',
       data ->> 'category', version, archived
  FROM batch
 WHERE type = 'PastBookingRecorded'
ON CONFLICT (booking_key) DO NOTHING;
