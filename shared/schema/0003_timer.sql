-- What the clock of this service's worker is to do: folded from the log, so that both may be emptied at any time.
CREATE TABLE timer (
    key      text        PRIMARY KEY,
    at       timestamptz NOT NULL,
    try_at   timestamptz NOT NULL,
    command  text        NOT NULL,
    body     json        NOT NULL,
    event_id uuid        NOT NULL,
    flow     text        NOT NULL
);
CREATE INDEX timer_to_try ON timer (try_at, key);
CREATE INDEX timer_at ON timer (at);
COMMENT ON TABLE timer IS 'Commands that the clock gives when their instant has come; a row goes when it had its answer.';
COMMENT ON COLUMN timer.at IS 'Never given before.';
COMMENT ON COLUMN timer.try_at IS 'When it is tried next: later than `at` after a try without an answer.';
COMMENT ON COLUMN timer.event_id IS 'The event that set it.';

-- How far the log has been folded, and by which rules: others fold it anew.
CREATE TABLE timer_mark (
    one        boolean     PRIMARY KEY DEFAULT true CHECK (one),
    position   bigint      NOT NULL DEFAULT 0,
    rules      text        NOT NULL DEFAULT '',
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO timer_mark DEFAULT VALUES;
