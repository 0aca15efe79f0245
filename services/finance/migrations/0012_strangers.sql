ALTER TABLE order_status ADD COLUMN stranger boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN order_status.stranger IS 'Whether it names somebody who is no member.';
CREATE INDEX ON order_status (position) WHERE stranger;
