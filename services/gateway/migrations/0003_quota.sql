-- How many requests of each sender were taken in the present minute, counted by all gateways together.
-- Unlogged: nothing is flushed for a request, and a crash of the database begins the minute anew.
CREATE UNLOGGED TABLE quota (
    key     bytea       PRIMARY KEY,      -- keyed digest of an address or of a token
    taken   integer     NOT NULL,
    ends_at timestamptz NOT NULL
);
