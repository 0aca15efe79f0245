ALTER TABLE order_status ADD COLUMN payer_id uuid, ADD COLUMN payer_record_id uuid;
CREATE INDEX ON order_status (payer_id) WHERE payer_id IS NOT NULL;
CREATE INDEX ON order_status (payer_record_id) WHERE payer_record_id IS NOT NULL;
COMMENT ON COLUMN order_status.payer_record_id IS 'The record that agreed to pay it (null: the member pays); payer_id is who that is now.';

ALTER TABLE debt ADD COLUMN for_id uuid;
COMMENT ON COLUMN debt.for_id IS 'The other member whose order it is, for whom this one pays.';
