-- create
CREATE TABLE dim_guest (
    guest_key         uuid,
    venue_key         uuid,
    recorded_date_key integer,
    member_key        uuid,
    converted_at      timestamptz,
    erased            boolean NOT NULL DEFAULT false,
    PRIMARY KEY (guest_key)
);
CREATE INDEX ON dim_guest (member_key);
COMMENT ON TABLE dim_guest IS '访客（无姓名与电话） | guests, without name and phone';
COMMENT ON COLUMN dim_guest.guest_key IS '访客键 | guest: a random id that says nothing of the person';
COMMENT ON COLUMN dim_guest.venue_key IS '场馆键 | venue: dim_venue';
COMMENT ON COLUMN dim_guest.recorded_date_key IS '首次登记日键，yyyymmdd，场馆时区 | day of the first record, yyyymmdd, in the zone of the venue';
COMMENT ON COLUMN dim_guest.member_key IS '转为会员后的会员键；空为未入会 | the member who this guest became; none: has not joined';
COMMENT ON COLUMN dim_guest.converted_at IS '入会时间，UTC | when that was, UTC';
COMMENT ON COLUMN dim_guest.erased IS '是否已注销 | whether the personal data were erased';

-- project
INSERT INTO dim_guest (guest_key, venue_key, recorded_date_key)
SELECT (data ->> 'guest_id')::uuid, (data ->> 'venue_id')::uuid,
       archive.date_key((happened_at AT TIME ZONE zone)::date)
  FROM batch
  LEFT JOIN dim_venue ON venue_key = (data ->> 'venue_id')::uuid
 WHERE type = 'GuestRecorded'
ON CONFLICT (guest_key) DO NOTHING;

-- project
UPDATE dim_guest
   SET member_key = (data ->> 'member_id')::uuid, converted_at = happened_at
  FROM batch
 WHERE type = 'GuestConverted' AND guest_key = (data ->> 'guest_id')::uuid;

-- project
UPDATE dim_guest
   SET erased = true
  FROM batch
 WHERE type = 'GuestErased' AND guest_key = (data ->> 'guest_id')::uuid;
