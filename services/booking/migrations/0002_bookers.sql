CREATE TABLE joined_record (
    member_id   uuid PRIMARY KEY,
    survivor_id uuid NOT NULL
);
COMMENT ON TABLE joined_record IS 'Records that were merged: what is kept under member_id is survivor_id''s.';

ALTER TABLE booking ADD COLUMN record_id uuid;
UPDATE booking SET record_id = member_id;
ALTER TABLE booking ALTER COLUMN record_id SET NOT NULL;
CREATE INDEX ON booking (record_id);
COMMENT ON COLUMN booking.record_id IS 'The member record that booked; member_id is who that is now.';
