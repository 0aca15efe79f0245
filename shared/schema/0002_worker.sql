-- What a service's worker keeps beside the log: how far it has told others, how far it has heard them, what waits.

-- How far the log has been published, and the hash chain over everything up to there.
CREATE TABLE relay_checkpoint (
    one        boolean     PRIMARY KEY DEFAULT true CHECK (one),
    position   bigint      NOT NULL DEFAULT 0,
    chain      bytea       NOT NULL DEFAULT sha256(''),
    updated_at timestamptz NOT NULL DEFAULT now()
);
INSERT INTO relay_checkpoint DEFAULT VALUES;

-- The chain after each published page: an altered event no longer leads to the seal of its page.
CREATE TABLE seal (
    position  bigint      PRIMARY KEY,
    chain     bytea       NOT NULL,
    sealed_at timestamptz NOT NULL DEFAULT now()
);
DO $$
BEGIN
    EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON seal FROM %I', current_setting('stadion.app_role'));
END $$;

-- How far each neighbour's log has been heard; moved in the transaction of the effect.
CREATE TABLE inbox (
    source     text        PRIMARY KEY,
    position   bigint      NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT now()
);

-- Heard but not yet done: a failing event, and behind it the later ones of its stream, in order.
-- A row is deleted when done; one that an operator skips stays, with what was decided.
CREATE TABLE held (
    source      text        NOT NULL,
    position    bigint      NOT NULL,
    stream      text        NOT NULL,
    envelope    jsonb       NOT NULL,
    reason      text        NOT NULL,
    attempts    integer     NOT NULL DEFAULT 0,
    next_at     timestamptz NOT NULL,
    parked      boolean     NOT NULL DEFAULT false,
    held_at     timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    resolution  text,
    PRIMARY KEY (source, position)
);
CREATE INDEX held_waiting ON held (source, stream, position) WHERE resolved_at IS NULL;

-- Messages that could not be read at all; the events themselves come through the source's feed.
CREATE TABLE parked (
    id          bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      text        NOT NULL,
    queue       text        NOT NULL,
    body        bytea       NOT NULL,
    headers     jsonb       NOT NULL,
    reason      text        NOT NULL,
    parked_at   timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz,
    resolution  text
);
