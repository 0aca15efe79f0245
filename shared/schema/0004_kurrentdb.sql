-- For services whose log is in KurrentDB (shared/log/kurrentdb); elsewhere these tables stay empty.

-- How far the views and the tables below follow the log. Whoever moves it holds the row.
CREATE TABLE projected (
    one      boolean PRIMARY KEY DEFAULT true CHECK (one),
    position bigint  NOT NULL DEFAULT 0,
    scanned  bigint  NOT NULL DEFAULT 0
);
INSERT INTO projected DEFAULT VALUES;
COMMENT ON COLUMN projected.position IS 'Of the last own event that the views show.';
COMMENT ON COLUMN projected.scanned IS 'Up to here the shared log has no further own event.';

-- Where each event stands in the log, derived from it.
CREATE TABLE placed (
    position    bigint      PRIMARY KEY,
    id          uuid        NOT NULL,
    recorded_at timestamptz NOT NULL
);
CREATE INDEX placed_id ON placed (id);

-- Appends to several streams, begun one after another at a server that cannot do it at once.
CREATE TABLE unfinished (
    id       uuid        PRIMARY KEY,
    streams  text[]      NOT NULL,
    parts    bytea       NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON COLUMN unfinished.streams IS 'Those written, in the order in which they are written.';
COMMENT ON COLUMN unfinished.parts IS 'What is written to each.';

DO $$
BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON placed FROM %I', current_setting('stadion.app_role'));
END $$;
