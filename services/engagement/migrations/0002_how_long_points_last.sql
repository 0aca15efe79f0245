ALTER TABLE points_rule
    ADD COLUMN expires     text NOT NULL DEFAULT 'after_days',
    ADD COLUMN locked_days integer NOT NULL DEFAULT 0;

ALTER TABLE points_lot
    ALTER COLUMN expires_day DROP NOT NULL,
    ADD COLUMN available_day date;
COMMENT ON COLUMN points_lot.expires_day IS 'The first day without them; none: they never expire.';
COMMENT ON COLUMN points_lot.available_day IS 'Until this day they are locked; none: they never were.';
