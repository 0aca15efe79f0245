CREATE TABLE joined_record (
    member_id   uuid PRIMARY KEY,
    survivor_id uuid NOT NULL
);
COMMENT ON TABLE joined_record IS 'Records that were merged: what is kept under member_id is survivor_id''s.';

ALTER TABLE order_status ADD COLUMN record_id uuid;
UPDATE order_status SET record_id = member_id;
ALTER TABLE order_status ALTER COLUMN record_id SET NOT NULL;
CREATE INDEX ON order_status (record_id);
COMMENT ON COLUMN order_status.record_id IS 'The member record that placed the order; member_id is who that is now.';
