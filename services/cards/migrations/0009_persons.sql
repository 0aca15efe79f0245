CREATE TABLE joined_record (
    member_id   uuid PRIMARY KEY,
    survivor_id uuid NOT NULL
);
COMMENT ON TABLE joined_record IS 'Records that were merged: what is held under member_id is survivor_id''s.';

ALTER TABLE card ADD COLUMN record_id uuid;
UPDATE card SET record_id = member_id;
ALTER TABLE card ALTER COLUMN record_id SET NOT NULL;
CREATE INDEX ON card (record_id);
COMMENT ON COLUMN card.record_id IS 'The member record that holds the card; member_id is who that is now.';
